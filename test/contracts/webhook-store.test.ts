import { expect, it } from 'vitest'
import { onEveryBackEnd } from './back-ends.ts'

onEveryBackEnd('the secrets of webhooks', (stores) => {
  it('are kept by shop and source, with the one before', async () => {
    const { webhooks } = stores()
    expect(await webhooks.findSecret('one', 'shopify')).toBeUndefined()
    await webhooks.setSecret({ shopId: 'one', source: 'shopify', secret: 'a', setAt: 1 })
    expect(await webhooks.findSecret('one', 'shopify')).toEqual({
      shopId: 'one',
      source: 'shopify',
      secret: 'a',
      setAt: 1,
    })
    await webhooks.setSecret({ shopId: 'one', source: 'shopify', secret: 'b', setAt: 2 })
    expect(await webhooks.findSecret('one', 'shopify')).toMatchObject({ secret: 'b', setAt: 2, previous: 'a' })
    expect(await webhooks.findSecret('one', 'woocommerce')).toBeUndefined()
    expect(await webhooks.findSecret('two', 'shopify')).toBeUndefined()
  })
})

import { expect, it } from 'vitest'
import { offerJson, testService } from './service.ts'

it('keeps, shows and previews the rules of a shop, and says what is wrong with one', async () => {
  const { json, request, key } = await testService()
  const marketer = await key('marketer', 'default')
  await json('PUT', '/v1/offers/a', offerJson('a'), { key: marketer })
  const rules = [{ name: 'loud', actions: [{ do: 'case', attribute: 'title', to: 'upper' }] }]
  const previewed = await (await json('POST', '/v1/rules/preview', { rules }, { key: marketer })).json()
  expect(previewed).toMatchObject({ offers: 1, changed: 1, changes: [{ attribute: 'title', after: 'OFFER A' }] })
  expect(await (await request('/v1/rules', { key: marketer })).json()).toEqual({ rules: [] })
  expect((await json('PUT', '/v1/rules', { rules }, { key: marketer })).status).toBe(200)
  expect(await (await request('/v1/rules', { key: marketer })).json()).toEqual({ rules })
  const wrong = [
    { name: 'w', when: [{ attribute: 'title', is: 'matching', pattern: '(' }], actions: [{ do: 'exclude' }] },
  ]
  const refused = await json('PUT', '/v1/rules', { rules: wrong }, { key: marketer })
  expect(refused.status).toBe(400)
  expect((await refused.json()).detail).toContain('rule "w"')
  expect((await json('PUT', '/v1/rules', { rules }, { key: await key('read', 'default') })).status).toBe(403)
})

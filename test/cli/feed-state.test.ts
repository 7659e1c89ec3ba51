import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Workspace, workspace } from './cli.ts'

let shop: Workspace
beforeAll(async () => {
  shop = workspace()
  const offers = [
    {
      offerId: 'a',
      title: 'Round glasses',
      link: 'https://shop.example/a',
      imageLink: 'https://shop.example/a.jpg',
      price: '19.99',
      currency: 'EUR',
      availability: 'in_stock',
    },
    {
      offerId: 'b',
      title: 'Free glasses',
      link: 'https://shop.example/b',
      imageLink: 'https://shop.example/b.jpg',
      price: '0.00',
      currency: 'EUR',
      availability: 'in_stock',
    },
  ]
  expect((await shop.run('import', shop.file('offers.json', JSON.stringify(offers)))).exitCode).toBe(0)
})
afterAll(() => shop.remove())

describe('explain', () => {
  it('says that an offer is in a feed, or why it is not', async () => {
    expect((await shop.run('explain', 'a', 'google-merchant')).stdout).toMatch(/^"Round glasses" is in the Google/)
    const { stdout, exitCode } = await shop.run('explain', 'b', 'google-merchant')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^"Free glasses" is not in the Google/)
    expect(stdout).toContain('[price-not-positive]')
    expect((await shop.run('explain', 'b', 'google-merchant', '--json')).json()).toMatchObject({
      offerId: 'b',
      channel: 'google-merchant',
      included: false,
      rejections: [{ rule: 'price-not-positive' }],
    })
  })

  it('is a fault of the input for an offer that there is not, and a wrong call for a channel', async () => {
    expect(await shop.run('explain', 'zz', 'google-merchant')).toMatchObject({ exitCode: 1 })
    const { exitCode, stderr } = await shop.run('explain', 'a', 'nowhere')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('there is no channel "nowhere": write one of google-merchant')
  })
})

describe('feed --fetches', () => {
  it('says so where nobody has fetched anything', async () => {
    expect((await shop.run('feed', '--fetches')).stdout).toBe('Nobody has fetched a feed of shop "default" yet.\n')
    expect((await shop.run('feed', 'google-merchant', '--fetches', '--json')).json()).toEqual({ fetches: [] })
  })

  it('is the only call of feed without a channel', async () => {
    const { exitCode, stderr } = await shop.run('feed')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('name the channel: google-merchant')
  })
})

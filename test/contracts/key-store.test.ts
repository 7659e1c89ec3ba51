import { expect, it } from 'vitest'
import type { ApiKey } from '../../src/http/keys.ts'
import { onEveryBackEnd } from './back-ends.ts'

const key = (keyId: string, more: Partial<ApiKey> = {}): ApiKey => ({
  keyId,
  role: 'write',
  shopId: 'one',
  hash: '00ff',
  createdAt: 1,
  ...more,
})

onEveryBackEnd('key store', (stores) => {
  it('gives back a key as it was saved, with or without a shop', async () => {
    const { keys } = stores()
    const feed = key('k1', { role: 'feed', token: 'sg_feed', expiresAt: 99 })
    const admin: ApiKey = { keyId: 'k2', role: 'admin', hash: 'aa', createdAt: 2 }
    await keys.saveKey(feed)
    await keys.saveKey(admin)
    expect(await keys.findKey('k1')).toEqual(feed)
    expect(await keys.findKey('k2')).toEqual(admin)
    expect(await keys.findKey('k3')).toBeUndefined()
  })

  it('lists by age, then id', async () => {
    const { keys } = stores()
    for (const made of [key('c', { createdAt: 5 }), key('b', { createdAt: 2 }), key('a', { createdAt: 5 })])
      await keys.saveKey(made)
    expect((await keys.listKeys()).map(({ keyId }) => keyId)).toEqual(['b', 'a', 'c'])
  })

  it('revokes a key once and keeps the first moment', async () => {
    const { keys } = stores()
    await keys.saveKey(key('k1'))
    expect(await keys.revokeKey('k1', 10)).toBe(true)
    expect(await keys.revokeKey('k1', 20)).toBe(true)
    expect(await keys.findKey('k1')).toEqual(key('k1', { revokedAt: 10 }))
    expect(await keys.revokeKey('nobody', 10)).toBe(false)
  })
})

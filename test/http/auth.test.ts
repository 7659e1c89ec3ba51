import { describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import {
  createKey,
  ensureAdminKey,
  findLiveKey,
  may,
  PERMISSIONS,
  type Permission,
  presentedKeys,
} from '../../src/http/auth.ts'
import { ROLES, type Role } from '../../src/http/keys.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { newId, newSecret } from '../../src/platform/node/ids.ts'
import { memoryStores } from '../../src/storage/memory.ts'

const keyDeps = () => {
  const clock = { at: Date.UTC(2026, 10, 24) }
  const { keys } = memoryStores({ apply: applyEvent })
  return { keys, digest: nodeDigest, now: () => clock.at, newId, newSecret, clock }
}

describe('a key', () => {
  it.each(ROLES)('of role %s is found by its text and by no other', async (role) => {
    const deps = keyDeps()
    const { key, record } = await createKey({ role, shopId: 'demo' }, deps)
    expect(key).toMatch(new RegExp(`^sg_${role}_${record.keyId}_[\\w-]{43}$`))
    expect(await findLiveKey(key, deps)).toEqual(record)
    for (let place = 0; place < key.length; place++) {
      const changed = `${key.slice(0, place)}${key[place] === 'x' ? 'y' : 'x'}${key.slice(place + 1)}`
      expect(await findLiveKey(changed, deps), changed).toBeUndefined()
    }
    expect(await findLiveKey(`${key}x`, deps)).toBeUndefined()
    expect(await findLiveKey(key.slice(0, -1), deps)).toBeUndefined()
  })

  it('is kept as a hash only, except a feed key, whose address must be shown again', async () => {
    const deps = keyDeps()
    for (const role of ROLES) {
      const { key, record } = await createKey({ role }, deps)
      expect(JSON.stringify(record).includes(key), role).toBe(role === 'feed')
      expect(record.hash).toBe(nodeDigest.sha256(key))
    }
  })

  it('ends at its time and when it is revoked', async () => {
    const deps = keyDeps()
    const expiring = await createKey({ role: 'read', expiresAt: deps.clock.at + 1000 }, deps)
    const revoked = await createKey({ role: 'read' }, deps)
    await deps.keys.revokeKey(revoked.record.keyId, deps.clock.at)
    expect(await findLiveKey(revoked.key, deps)).toBeUndefined()
    expect(await findLiveKey(expiring.key, deps)).toBeDefined()
    deps.clock.at += 1000
    expect(await findLiveKey(expiring.key, deps)).toBeUndefined()
  })

  it.each(['', 'x', 'sg_admin_', 'sg_admin___proto___x', 'x'.repeat(100_000), '__proto__', 'constructor'])(
    'is not %j',
    async (text) => {
      expect(await findLiveKey(text, keyDeps())).toBeUndefined()
    },
  )
})

describe('roles', () => {
  const expected: Record<Role, readonly Permission[]> = {
    admin: PERMISSIONS,
    marketer: ['catalog:read', 'catalog:write', 'visitors:read', 'feeds:read', 'studio:view'],
    write: ['events:send'],
    read: ['catalog:read', 'visitors:read', 'feeds:read'],
    feed: ['feeds:read'],
  }
  it.each(Object.entries(expected) as [Role, readonly Permission[]][])(
    '%s may do exactly what it should',
    (role, list) => {
      expect(PERMISSIONS.filter((permission) => may(role, permission))).toEqual(list)
    },
  )
})

describe('a request presents its key', () => {
  const basic = (text: string) => `Basic ${btoa(text)}`
  it.each([
    ['as Bearer', 'Bearer sg_x', ['sg_x']],
    ['as bearer in any case', 'bEaReR   sg_x', ['sg_x']],
    ['as the user name of Basic', basic('sg_x:'), ['sg_x']],
    ['as the password of Basic', basic('anything:sg_x'), ['sg_x', 'anything']],
    ['with a colon inside the password', basic('u:a:b'), ['a:b', 'u']],
    ['not without a header', undefined, []],
    ['not in another scheme', 'Digest sg_x', []],
    ['not as broken base 64', 'Basic !!!', []],
    ['not as Basic without a colon', basic('sg_x'), []],
    ['not as two words', 'Bearer a b', []],
  ])('%s', (_name, header, expected) => {
    expect(presentedKeys(header)).toEqual(expected)
  })
})

describe('the admin key', () => {
  it('is made once, and returned only then', async () => {
    const deps = keyDeps()
    const key = await ensureAdminKey(undefined, deps)
    expect(await findLiveKey(key as string, deps)).toMatchObject({ role: 'admin' })
    expect(await ensureAdminKey(undefined, deps)).toBeUndefined()
    expect(await deps.keys.listKeys()).toHaveLength(1)
  })

  it('is made anew when the last one was revoked', async () => {
    const deps = keyDeps()
    await ensureAdminKey(undefined, deps)
    for (const { keyId } of await deps.keys.listKeys()) await deps.keys.revokeKey(keyId, deps.now())
    expect(await ensureAdminKey(undefined, deps)).toMatch(/^sg_admin_/)
  })

  it.each(['correct horse battery staple', `sg_admin_abc123_${'s'.repeat(40)}`])(
    'may be a text of the operator’s: %s',
    async (text) => {
      const deps = keyDeps()
      expect(await ensureAdminKey(text, deps)).toBeUndefined()
      expect(await ensureAdminKey(text, deps)).toBeUndefined()
      const record = await findLiveKey(text, deps)
      expect(record?.role).toBe('admin')
      expect(record?.shopId).toBeUndefined()
      expect(await findLiveKey(`${text}x`, deps)).toBeUndefined()
      expect(await deps.keys.listKeys()).toHaveLength(1)
    },
  )

  it('that is configured replaces the one configured before, and leaves made ones alone', async () => {
    const deps = keyDeps()
    const made = (await ensureAdminKey(undefined, deps)) as string
    await ensureAdminKey('the first configured key', deps)
    await ensureAdminKey('the second configured key', deps)
    expect(await findLiveKey('the first configured key', deps)).toBeUndefined()
    expect(await findLiveKey('the second configured key', deps)).toBeDefined()
    expect(await findLiveKey(made, deps)).toBeDefined()
    await ensureAdminKey(undefined, deps)
    expect(await findLiveKey('the second configured key', deps)).toBeUndefined()
  })

  it('that is configured again works again', async () => {
    const deps = keyDeps()
    await ensureAdminKey('the first configured key', deps)
    await ensureAdminKey('the second configured key', deps)
    await ensureAdminKey('the first configured key', deps)
    expect(await findLiveKey('the first configured key', deps)).toBeDefined()
    expect(await findLiveKey('the second configured key', deps)).toBeUndefined()
  })
})

import { expect, it } from 'vitest'
import { newId, newSecret } from '../../src/platform/node/ids.ts'

it('makes ids of 16 characters that no address has to escape, none twice', () => {
  const ids = Array.from({ length: 10_000 }, newId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/)
})

it('uses every character about equally often at every place', () => {
  const ids = Array.from({ length: 16_000 }, newId)
  for (let place = 0; place < 16; place++) {
    const counts = new Map<string, number>()
    for (const id of ids) counts.set(id[place] as string, (counts.get(id[place] as string) ?? 0) + 1)
    expect(counts.size).toBe(32)
    // 500 are expected, with a standard deviation of 22.
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(150)
  }
})

it('makes secrets of 256 bits', () => {
  const secrets = Array.from({ length: 1_000 }, newSecret)
  expect(new Set(secrets).size).toBe(secrets.length)
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

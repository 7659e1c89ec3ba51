import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { nodeDigest } from '../../src/platform/node/digest.ts'

const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

it('hashes text and bytes alike', () => {
  expect(nodeDigest.sha256('abc')).toBe(SHA256_OF_ABC)
  expect(nodeDigest.sha256(new TextEncoder().encode('abc'))).toBe(SHA256_OF_ABC)
})

it('hashes in pieces what it would hash whole, and has read each piece before the next', () => {
  const hash = nodeDigest.createSha256()
  const reused = new Uint8Array(1)
  for (const letter of 'abc') {
    reused[0] = letter.charCodeAt(0)
    hash.update(reused)
  }
  expect(hash.hex()).toBe(SHA256_OF_ABC)
})

it('signs in base64url without padding', () => {
  const signature = nodeDigest.hmac('key', 'data?')
  expect(signature).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(signature).toBe(createHmac('sha256', 'key').update('data?').digest('base64url'))
})

it.each([
  ['equal texts', 'abc', 'abc', true],
  ['a changed letter', 'abc', 'abd', false],
  ['another length', 'abc', 'abcd', false],
  ['the same length in characters, not in bytes', 'é', 'e', false],
  ['nothing', '', '', true],
])('compares %s', (_name, a, b, expected) => {
  expect(nodeDigest.equal(a, b)).toBe(expected)
})

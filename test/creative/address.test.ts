import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AddressParts,
  type SignedRequest,
  signAddress,
  verifyCreativeAddress,
} from '../../src/creative/address.ts'
import { MOMENTS } from '../../src/creative/message.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'

const KEYS = {
  signingKeys: ['new-key-new-key-new-key-new-key-', 'old-key-old-key-old-key-old-key-'],
  digest: nodeDigest,
}

/** As a router hands it on: path parts decoded, query as it came. */
function partsOf(address: string): AddressParts {
  const url = new URL(address, 'https://ads.example')
  const [, , shop, template, placement, file] = url.pathname.split('/').map(decodeURIComponent)
  return {
    shop: shop ?? '',
    template: template ?? '',
    placement: placement ?? '',
    file: file ?? '',
    query: url.searchParams,
  }
}

const version = '0123456789abcdef0123456789abcdef'
const REQUEST: SignedRequest = {
  shopId: 'demo',
  template: 'reminder',
  placement: 'meta-feed-1x1',
  offerId: 'halden-black-m',
  format: 'jpeg',
  version,
  style: 'minimal',
  locale: 'en-GB',
  stage: 'carted',
  message: 'Still on your mind?',
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((value) => value.isWellFormed())
const anyRequest: fc.Arbitrary<SignedRequest> = fc.record(
  {
    shopId: text,
    template: text,
    placement: text,
    offerId: text,
    format: fc.constantFrom('jpeg' as const, 'png' as const),
    version: fc.constant(version),
    style: text,
    locale: text,
    stage: fc.constantFrom(...MOMENTS),
    message: text,
  },
  { requiredKeys: ['shopId', 'template', 'placement', 'offerId', 'format', 'version'] },
)

describe('the address of a creative', () => {
  it('gives back the request it was signed for, whatever the ids hold', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        // Two ids that a URL parser would take for steps up the path.
        fc.pre(![request.shopId, request.template, request.placement].some((part) => /^\.{1,2}$/.test(part)))
        expect(verifyCreativeAddress(partsOf(signAddress(request, KEYS)), KEYS)).toEqual(
          Object.fromEntries(
            Object.entries({ style: undefined, locale: undefined, stage: undefined, message: undefined, ...request }),
          ),
        )
      }),
    )
  })

  it('is accepted under an older key, and not under a foreign one', () => {
    const address = signAddress(REQUEST, { ...KEYS, signingKeys: [KEYS.signingKeys[1]!] })
    expect(verifyCreativeAddress(partsOf(address), KEYS).offerId).toBe('halden-black-m')
    expect(() =>
      verifyCreativeAddress(partsOf(address), { ...KEYS, signingKeys: ['another-key-another-key-another-'] }),
    ).toThrow(/no address/)
  })

  it('is refused after any change of one character: 10,000 mutations, none accepted', () => {
    const address = signAddress(REQUEST, KEYS)
    const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~%&=/?+ '
    let state = 12_345
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state % below
    }
    let tried = 0
    while (tried < 10_000) {
      const at = 1 + random(address.length - 1)
      const char = alphabet[random(alphabet.length)]!
      const kind = random(3)
      const mutated = address.slice(0, at) + (kind === 0 ? '' : char) + address.slice(kind === 2 ? at : at + 1)
      let parts: AddressParts
      try {
        parts = partsOf(mutated)
      } catch {
        continue
      }
      // Another spelling of the same address, such as + for %20, is no other address.
      if (isSame(parts, partsOf(address))) continue
      tried++
      expect(() => verifyCreativeAddress(parts, KEYS), mutated).toThrow()
    }
  })

  it.each([
    ['a parameter more', '&x=1'],
    ['a parameter twice', `&v=${version}`],
    ['a second signature', '&s=abc'],
  ])('is refused with %s', (_, added) => {
    expect(() => verifyCreativeAddress(partsOf(signAddress(REQUEST, KEYS) + added), KEYS)).toThrow(/no address/)
  })

  it('is refused with a version that names another blob', () => {
    const address = signAddress({ ...REQUEST, version: '../../feeds/demo/x' }, KEYS)
    expect(() => verifyCreativeAddress(partsOf(address), KEYS)).toThrow(/no address/)
  })

  it('cannot be made without a key', () => {
    expect(() => signAddress(REQUEST, { ...KEYS, signingKeys: [] })).toThrow(/SIGNING_KEYS/)
  })
})

const isSame = (a: AddressParts, b: AddressParts): boolean =>
  a.shop === b.shop &&
  a.template === b.template &&
  a.placement === b.placement &&
  a.file === b.file &&
  JSON.stringify([...a.query]) === JSON.stringify([...b.query])

import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { MOMENTS, type Moment } from './message.ts'

/** Which picture is asked for. What is left out is the template's, the shop's or the moment's default. */
export interface CreativeRequest {
  readonly shopId: string
  readonly template: string
  readonly style?: string
  readonly placement: string
  readonly offerId: string
  /** The other offers in the picture, in their order: the rest of a cart, what goes with the offer. */
  readonly withOfferIds?: readonly string[]
  readonly locale?: string
  /** The market whose words and prices it shows: `de-AT:EUR`. */
  readonly market?: string
  readonly stage?: Moment
  readonly message?: string
  readonly format: 'jpeg' | 'png'
}

/** A request whose signature holds, with the version its address was made for. */
export interface SignedRequest extends CreativeRequest {
  readonly version: string
}

/** Names in the query beside the signature, in the order that is signed. */
const PARAMETERS = [
  ['v', 'version'],
  ['style', 'style'],
  ['with', 'withOfferIds'],
  ['locale', 'locale'],
  ['market', 'market'],
  ['stage', 'stage'],
  ['m', 'message'],
] as const satisfies readonly (readonly [string, keyof SignedRequest])[]

export interface AddressKeys {
  /** The first signs, all verify. */
  readonly signingKeys: readonly string[]
  readonly digest: Digest
}

/** `/creatives/:shop/:template/:placement/:offerId.:format?v=…&s=…`, signed over all of it. */
export function signAddress(request: SignedRequest, { signingKeys, digest }: AddressKeys): string {
  const [key] = signingKeys
  if (key === undefined)
    throw new AppError('unavailable', 'no signing key is set; SECONDGLANCE_SIGNING_KEYS needs at least one')
  const unsigned = unsignedAddress(request)
  return `${unsigned}&s=${digest.hmac(key, signedText(unsigned))}`
}

/** What a signature of a creative covers; the prefix keeps it apart from anything else signed with the same keys. */
const signedText = (unsigned: string): string => `creative\n${unsigned}`

function unsignedAddress(request: SignedRequest): string {
  const { shopId, template, placement, offerId, format } = request
  const path = [shopId, template, placement, offerId].map(encodeURIComponent).join('/')
  const query = PARAMETERS.flatMap(([name, field]) => {
    const value = request[field]
    if (value === undefined) return []
    const text = typeof value === 'string' ? value : value.map(encodeURIComponent).join(',')
    return [`${name}=${encodeURIComponent(text)}`]
  })
  return `/creatives/${path}.${format}?${query.join('&')}`
}

export interface AddressParts {
  readonly shop: string
  readonly template: string
  readonly placement: string
  /** `<offerId>.jpeg` or `.png`, decoded. */
  readonly file: string
  readonly query: URLSearchParams
}

/**
 * The request an address stands for. Throws AppError `not-found` for one that we did not sign in exactly this form:
 * another value, a parameter more, less or twice.
 */
export function verifyCreativeAddress(parts: AddressParts, { signingKeys, digest }: AddressKeys): SignedRequest {
  const refused = (): AppError => new AppError('not-found', 'this is no address of a creative that was handed out here')
  const file = /^(.{1,200})\.(jpeg|png)$/su.exec(parts.file)
  const names = [...parts.query.keys()]
  const known = new Set<string>([...PARAMETERS.map(([name]) => name), 's'])
  if (!file || new Set(names).size !== names.length || names.some((name) => !known.has(name))) throw refused()
  const value = (name: string): string | undefined => parts.query.get(name) ?? undefined
  const [version, signature, stage] = [value('v'), value('s'), value('stage')]
  if (version === undefined || !VERSION.test(version) || signature === undefined) throw refused()
  if (stage !== undefined && !MOMENTS.includes(stage as Moment)) throw refused()
  const withOfferIds = idsOf(value('with'))
  if (withOfferIds === 'unreadable') throw refused()
  const request: SignedRequest = {
    shopId: parts.shop,
    template: parts.template,
    placement: parts.placement,
    offerId: file[1]!,
    format: file[2] as 'jpeg' | 'png',
    version,
    ...(withOfferIds ? { withOfferIds } : {}),
    style: value('style'),
    locale: value('locale'),
    market: value('market'),
    stage: stage as Moment | undefined,
    message: value('m'),
  }
  let unsigned: string
  try {
    unsigned = unsignedAddress(request)
  } catch {
    // A lone surrogate cannot be encoded, so it was never signed.
    throw refused()
  }
  const text = signedText(unsigned)
  if (!signingKeys.some((key) => digest.equal(digest.hmac(key, text), signature))) throw refused()
  return request
}

function idsOf(text: string | undefined): string[] | undefined | 'unreadable' {
  try {
    return text?.split(',').map(decodeURIComponent)
  } catch {
    return 'unreadable'
  }
}

/** The first 32 hexadecimal digits of a SHA-256. */
const VERSION = /^[0-9a-f]{32}$/

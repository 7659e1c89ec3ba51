import fonts from '../../fonts/fonts.json' with { type: 'json' }
import { localeOfMarket, type Market, offerInMarket } from '../catalog/market.ts'
import { parseMarket } from '../catalog/named-feed.ts'
import type { Offer } from '../catalog/offer.ts'
import { type Photo, type PhotoStore, photoKey } from '../catalog/photo.ts'
import { ensurePhoto, isPhoto, type PhotoDeps } from '../catalog/photos.ts'
import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { Placement } from '../channels/channel.ts'
import { allPlacements, placement as findPlacement } from '../channels/registry.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { MINUTE_MS } from '../shared/time.ts'
import { type AddressKeys, type CreativeRequest, signAddress } from './address.ts'
import { wordsFor } from './creative-words.ts'
import { checkMessage } from './message.ts'
import { isComposable } from './placement.ts'
import type { CreativeRenderer } from './ports.ts'
import { type CreativePhoto, RENDERER_VERSION, type RenderedCreative, type RenderJob } from './render.ts'
import type { Template } from './template.ts'
import { template as findTemplate, templates } from './templates/index.ts'

export { type AddressParts, type CreativeRequest, type SignedRequest, verifyCreativeAddress } from './address.ts'

export interface AddressDeps extends AddressKeys {
  /** Prefix of every address, without a slash at the end. */
  readonly publicUrl: string
  readonly now: () => number
}

export interface OfferAndPhoto {
  readonly offer: Offer
  readonly photo?: Photo
}

/**
 * A picture as it is now: its address changes if and only if the picture does. `others` are the offers that the
 * request names beside its own, those that are there, in its order.
 */
export function creativeAddress(
  shop: Shop,
  offer: Offer,
  photo: Photo | undefined,
  request: CreativeRequest,
  deps: AddressDeps,
  others: readonly OfferAndPhoto[] = [],
): string {
  const checked = checkRequest(request)
  const seen = seenIn(shop, offer, checked)
  const withThem = others.map((other) => seenIn(shop, other.offer, checked))
  const photos = others.flatMap((other) => (other.photo ? [other.photo] : []))
  const version = versionOf(describe(shop, seen, checked, deps.now(), withThem), photo, deps.digest, photos)
  return deps.publicUrl + signAddress({ ...checked.request, version }, deps)
}

/** What the picture of a request is as things are now: the version in its address, its words and its size. */
export function creativeFacts(
  shop: Shop,
  offer: Offer,
  photo: Photo | undefined,
  request: CreativeRequest,
  deps: Pick<AddressDeps, 'digest' | 'now'>,
): { version: string; words: RenderJob['words']; width: number; height: number; maxBytes: number } {
  const checked = checkRequest(request)
  const description = describe(shop, seenIn(shop, offer, checked), checked, deps.now())
  const { width, height, maxBytes } = checked.placement
  return { version: versionOf(description, photo, deps.digest), words: description.words, width, height, maxBytes }
}

export type AddressOptions = Omit<CreativeRequest, 'shopId' | 'offerId'>

/** Addresses for a page of offers, by offer id; none for an offer whose photo is not there yet. */
export async function creativeAddresses(
  shop: Shop,
  offers: readonly Offer[],
  options: AddressOptions,
  deps: AddressDeps & { readonly photos: PhotoStore },
): Promise<Map<string, string>> {
  const market = marketOf(options)
  const linkOf = (offer: Offer): string | undefined =>
    market ? offerInMarket(offer, market, shop.settings.locale).offer.imageLink : offer.imageLink
  const photos = await deps.photos.findAll(
    shop.shopId,
    offers.map(linkOf).filter((link) => link !== undefined),
  )
  const addresses = new Map<string, string>()
  for (const offer of offers) {
    const photo = photos.get(linkOf(offer) ?? '')
    if (!photo) continue
    const request = { ...options, shopId: shop.shopId, offerId: offer.offerId }
    addresses.set(offer.offerId, creativeAddress(shop, offer, photo, request, deps))
  }
  return addresses
}

export interface CreativeDeps extends PhotoDeps {
  readonly catalog: CatalogStore
  readonly photos: PhotoStore
  readonly blobs: BlobStore
  readonly renderer: CreativeRenderer
  readonly digest: Digest
  readonly now: () => number
}

export interface Creative extends RenderedCreative {
  /** What it was made from; also its place among the blobs. */
  readonly hash: string
  /** False: the address was made for another picture, which is gone; this one is today's and must not be kept under it. */
  readonly current: boolean
}

/**
 * The picture of a request, from the blobs where it was rendered before. A request with a version gets the picture
 * that its address was made for while that is there, else today's. Throws AppError for what cannot be rendered.
 */
export async function renderCreative(
  shop: Shop,
  request: CreativeRequest & { readonly version?: string },
  deps: CreativeDeps,
): Promise<Creative> {
  const checked = checkRequest(request)
  const { version } = request
  if (version !== undefined) {
    const kept = await readCreative(shop, checked, version, deps.blobs)
    if (kept) return { ...kept, current: true }
  }
  const sold = await deps.catalog.getOffer(shop.shopId, request.offerId)
  if (!sold) throw new AppError('not-found', `offer "${request.offerId}" is not in the catalog`)
  const offer = seenIn(shop, sold, checked)
  const source = await photoFor(shop, offer, deps)
  const others = await othersOf(shop, checked, deps)
  const sources = (await Promise.all(others.map((other) => photoFor(shop, other, deps)))).filter(
    (other) => other !== undefined,
  )
  const description = describe(shop, offer, checked, deps.now(), others)
  const photos = sources.map(({ photo }) => photo)
  const hash = versionOf(description, source?.photo, deps.digest, photos)
  const current = version === undefined || version === hash
  const key = creativeKey(shop, hash, checked)
  const creative = await once(deps.blobs, key, async () => {
    const kept = await readCreative(shop, checked, hash, deps.blobs)
    if (kept) return kept
    const rendered = await deps.renderer.render(await jobOf(description, checked, source, sources, deps.blobs))
    await deps.blobs.put(key, rendered.bytes)
    return { ...rendered, hash }
  })
  return { ...creative, current }
}

/** The offers beside the request's own that are still in the catalog; one that is gone leaves no gap. */
async function othersOf(shop: Shop, checked: Checked, deps: CreativeDeps): Promise<Offer[]> {
  const ids = checked.request.withOfferIds ?? []
  const found = await Promise.all(ids.map((offerId) => deps.catalog.getOffer(shop.shopId, offerId)))
  return found.filter((offer) => offer !== undefined).map((offer) => seenIn(shop, offer, checked))
}

/** Renders under way, so that many who ask for one picture wait for one render. */
const underWay = new WeakMap<BlobStore, Map<string, Promise<Omit<Creative, 'current'>>>>()

function once(
  blobs: BlobStore,
  key: string,
  render: () => Promise<Omit<Creative, 'current'>>,
): Promise<Omit<Creative, 'current'>> {
  const renders = underWay.get(blobs) ?? new Map<string, Promise<Omit<Creative, 'current'>>>()
  underWay.set(blobs, renders)
  const known = renders.get(key)
  if (known) return known
  const started = render().finally(() => renders.delete(key))
  renders.set(key, started)
  return started
}

const creativeKey = (shop: Shop, hash: string, { request }: Checked): string =>
  `creatives/${shop.shopId}/${hash}.${request.format}`

async function readCreative(
  shop: Shop,
  checked: Checked,
  hash: string,
  blobs: BlobStore,
): Promise<Omit<Creative, 'current'> | undefined> {
  const bytes = await blobs.get(creativeKey(shop, hash, checked))
  const { width, height } = checked.placement
  return bytes && { bytes, contentType: `image/${checked.request.format}`, width, height, hash }
}

interface Checked {
  readonly request: CreativeRequest
  readonly template: Template
  readonly style: string
  readonly placement: Placement
  readonly market?: Market
}

/** The market a request names. Throws AppError `invalid` for what names none. */
function marketOf({ market }: Pick<CreativeRequest, 'market'>): Market | undefined {
  if (market === undefined) return undefined
  const parsed = parseMarket(market)
  if (!parsed)
    throw new AppError(
      'invalid',
      `"${market.slice(0, 40)}" is no market; write a language, country and currency: "de-AT:EUR"`,
    )
  return parsed
}

const seenIn = (shop: Shop, offer: Offer, { market }: Checked): Offer =>
  market ? offerInMarket(offer, market, shop.settings.locale).offer : offer

/** Every bound of a request, told in the caller's terms. */
function checkRequest(request: CreativeRequest): Checked {
  const template = findTemplate(request.template)
  if (!template)
    throw new AppError(
      'unsupported',
      `template "${request.template}" is not known; there are ${templates.map(({ id }) => id).join(', ')}`,
    )
  const style = request.style ?? template.styles[0]!
  if (!template.styles.includes(style))
    throw new AppError('unsupported', `style "${style}" is not one of ${template.id}'s: ${template.styles.join(', ')}`)
  const placement = findPlacement(request.placement)
  if (!placement)
    throw new AppError(
      'unsupported',
      `placement "${request.placement}" is not known; there are ${composable().join(', ')}`,
    )
  if (!placement.overlayAllowed)
    throw new AppError(
      'unsupported',
      `placement "${placement.id}" takes no text over its picture (${placement.source}); its picture is the product's photo`,
    )
  if (!isComposable(placement))
    throw new AppError(
      'unsupported',
      `template "${template.id}" is not made for ${placement.width} × ${placement.height}; it can do ${composable().join(', ')}`,
    )
  if (!placement.formats.includes(request.format))
    throw new AppError(
      'unsupported',
      `placement "${placement.id}" takes ${placement.formats.join(' or ')}, not ${request.format}`,
    )
  if (request.locale !== undefined && !isLocale(request.locale))
    throw new AppError(
      'invalid',
      `"${request.locale.slice(0, 40)}" is no locale; write a language tag such as "en" or "de-AT"`,
    )
  if (request.message !== undefined) checkMessage(request.message)
  if ((request.withOfferIds?.length ?? 0) > OTHERS_MAX)
    throw new AppError(
      'invalid',
      `the creative is asked to show ${request.withOfferIds?.length} further offers; at most ${OTHERS_MAX} fit beside the first`,
    )
  return { request, template, style, placement, market: marketOf(request) }
}

/** Offers beside the request's own: a cart of six can still be told apart. */
const OTHERS_MAX = 5

const composable = (): string[] =>
  allPlacements()
    .filter((placement) => placement.overlayAllowed && isComposable(placement))
    .map(({ id }) => id)

function isLocale(tag: string): boolean {
  if (tag.length > 35) return false
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

type Description = Omit<RenderJob, 'photo' | 'format' | 'brand'> & { readonly brand: Omit<RenderJob['brand'], 'logo'> }

/** What a picture is made of, but for the bytes of photo and logo, which their hashes stand for. */
function describe(
  shop: Shop,
  offer: Offer,
  { request, template, style, placement, market }: Checked,
  now: number,
  others: readonly Offer[] = [],
): Description {
  const locale = request.locale ?? localeOfMarket(market) ?? shop.settings.locale
  return {
    template: template.id,
    style,
    placement,
    locale,
    brand: { ...shop.settings.brand, name: shop.name },
    words: wordsFor(shop, offer, {
      template: template.id,
      others,
      moment: request.stage,
      message: request.message,
      locale,
      now,
    }),
  }
}

const WORD_FIELDS = [
  'headline',
  'name',
  'price',
  'struckPrice',
  'emphasis',
  'badge',
  'code',
  'note',
  'action',
] as const satisfies readonly (keyof RenderJob['words'])[]

const BRAND_FIELDS = [
  'name',
  'color',
  'inkColor',
  'logoKey',
  'headlineFont',
  'textFont',
  'cornerRadius',
  'background',
] as const satisfies readonly (keyof Description['brand'])[]

const FONTS_VERSION = fonts.faces.map(({ sha256 }) => sha256.slice(0, 12)).join()

function versionOf(
  description: Description,
  photo: Photo | undefined,
  digest: Digest,
  morePhotos: readonly Photo[] = [],
): string {
  const { template, style, placement, locale, brand, words } = description
  const { width, height, safe } = placement
  const inputs = [
    [RENDERER_VERSION, template, findTemplate(template)?.version, style, FONTS_VERSION],
    [width, height, safe.top, safe.right, safe.bottom, safe.left],
    [locale, ...WORD_FIELDS.map((field) => words[field] ?? null)],
    BRAND_FIELDS.map((field) => brand[field] ?? null),
    photo ? photoInputs(photo) : null,
    ...morePhotos.map(photoInputs),
  ]
  return digest.sha256(JSON.stringify(inputs)).slice(0, 32)
}

const photoInputs = ({ hash, width, height, ground, subject }: Photo): unknown[] => [
  hash,
  width,
  height,
  ground,
  subject.left,
  subject.top,
  subject.right,
  subject.bottom,
]

interface PhotoSource {
  readonly photo: Photo
  readonly bytes: Uint8Array
}

/** The offer's photo, fetched now if it never was; undefined where there is none to be had. */
async function photoFor(shop: Shop, offer: Offer, deps: CreativeDeps): Promise<PhotoSource | undefined> {
  if (offer.imageLink === undefined) return undefined
  const photo =
    (await deps.photos.find(shop.shopId, offer.imageLink)) ?? (await fetchPhoto(shop.shopId, offer.imageLink, deps))
  const bytes = photo && (await deps.blobs.get(photoKey(photo.hash)))
  return bytes && { photo, bytes }
}

/** An address that is asked for again and again must not make us ask a dead host again and again. */
const RETRY_AFTER_MS = 5 * MINUTE_MS
const FAULTS_MAX = 10_000
const lastFaults = new WeakMap<PhotoStore, Map<string, number>>()

async function fetchPhoto(shopId: string, url: string, deps: CreativeDeps): Promise<Photo | undefined> {
  const faults = lastFaults.get(deps.photos) ?? new Map<string, number>()
  lastFaults.set(deps.photos, faults)
  const key = `${shopId} ${url}`
  const failedAt = faults.get(key)
  if (failedAt !== undefined && deps.now() - failedAt < RETRY_AFTER_MS) return undefined
  const outcome = await ensurePhoto(shopId, url, deps)
  if (isPhoto(outcome)) return outcome
  if (faults.size >= FAULTS_MAX) faults.clear()
  faults.set(key, deps.now())
  return undefined
}

async function jobOf(
  description: Description,
  { request }: Checked,
  source: PhotoSource | undefined,
  more: readonly PhotoSource[],
  blobs: BlobStore,
): Promise<RenderJob> {
  const { logoKey } = description.brand
  const logo = logoKey === undefined ? undefined : await blobs.get(logoKey)
  const shown = ({ photo, bytes }: PhotoSource): CreativePhoto => ({ ...factsOf(photo), bytes })
  return {
    ...description,
    brand: { ...description.brand, logo },
    photo: source && shown(source),
    ...(more.length > 0 ? { morePhotos: more.map(shown) } : {}),
    format: request.format,
  }
}

const factsOf = ({ hash, width, height, ground, subject }: Photo): Omit<CreativePhoto, 'bytes'> => ({
  hash,
  width,
  height,
  ground,
  subject,
})

/** A product photo as it was made safe once: upright, sRGB, bounded, one frame, PNG where it is transparent, else JPEG. */
export interface Photo {
  readonly shopId: string
  /** Where the offer says it is. */
  readonly url: string
  /** SHA-256 of the normalised bytes, hex; also its blob key: `photos/<hash>`. */
  readonly hash: string
  /** Of the normalised picture, in pixels. */
  readonly width: number
  readonly height: number
  /** Of the picture as it came, before it was bounded. */
  readonly sourceWidth: number
  readonly sourceHeight: number
  /** How a template treats it: a cut-out on white, a transparent one, or a scene that fills its frame. */
  readonly ground: 'white' | 'transparent' | 'scene'
  /** Where the subject sits, as shares of width and height: left, top, right, bottom. */
  readonly subject: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
  readonly fetchedAt: number
}

export const photoKey = (hash: string): string => `photos/${hash}`

/** What became of the last try to fetch a photo that has none. */
export interface PhotoFault {
  readonly shopId: string
  readonly url: string
  readonly reason: string
  readonly failedAt: number
}

export interface PhotoStore {
  find(shopId: string, url: string): Promise<Photo | undefined>
  /** Those of the urls that are known, keyed by url. */
  findAll(shopId: string, urls: readonly string[]): Promise<Map<string, Photo>>
  /** The photo with these normalised bytes, for serving it by hash. */
  findByHash(shopId: string, hash: string): Promise<Photo | undefined>
  save(photo: Photo): Promise<void>
  saveFault(fault: PhotoFault): Promise<void>
  /** Image links of offers that have neither a photo nor a fault younger than `retryBefore`, at most `limit`. */
  missing(shopId: string, options: { retryBefore: number; limit: number }): Promise<string[]>
}

/** Fetches bytes from the open web under the guard against private addresses, with caps and time-outs. */
export interface Fetcher {
  fetch(url: string, limits: FetchLimits): Promise<FetchedResource>
}

/** Also hands out a body as it arrives, for files that are larger than memory should be. */
export interface StreamingFetcher extends Fetcher {
  /** The body throws an AppError where the cap is passed, the time is over or the connection breaks. */
  open(url: string, limits: FetchLimits): Promise<OpenedResource>
}

export interface FetchLimits {
  readonly maxBytes: number
  /** Of the whole answer, to its last byte. */
  readonly timeoutMs: number
  /** What is fetched, for the metrics. */
  readonly kind?: 'photo' | 'catalog'
  readonly headers?: Readonly<Record<string, string>>
}

export interface FetchedResource {
  readonly status: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface OpenedResource extends Omit<FetchedResource, 'body'> {
  readonly body: AsyncIterable<Uint8Array>
}

/** Decodes, bounds and re-encodes a picture in a process that may die. Throws AppError `invalid` for what is no usable picture. */
export interface PhotoNormalizer {
  normalize(bytes: Uint8Array): Promise<NormalizedPhoto>
}

export interface NormalizedPhoto
  extends Pick<Photo, 'width' | 'height' | 'sourceWidth' | 'sourceHeight' | 'ground' | 'subject'> {
  readonly bytes: Uint8Array
  readonly contentType: 'image/png' | 'image/jpeg'
}

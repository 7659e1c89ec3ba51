import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { HOUR_MS, SECOND_MS } from '../shared/time.ts'
import {
  type FetchedResource,
  type Fetcher,
  type NormalizedPhoto,
  type Photo,
  type PhotoFault,
  type PhotoNormalizer,
  type PhotoStore,
  photoKey,
} from './photo.ts'

export interface PhotoDeps {
  readonly photos: PhotoStore
  readonly fetcher: Fetcher
  readonly normalizer: PhotoNormalizer
  readonly blobs: BlobStore
  readonly digest: Digest
  readonly now: () => number
}

/** Platforms take pictures of 16 MB at most. */
const PHOTO_BYTES_MAX = 20 * 1024 * 1024
const PHOTO_TIMEOUT_MS = 15 * SECOND_MS
/** A photo that could not be fetched is tried again after this. */
const RETRY_AFTER_MS = 6 * HOUR_MS
const FETCHES_AT_ONCE = 4

/**
 * The photo behind an image link: as it is known, or fetched, made safe and kept now. What goes wrong with the link or
 * the picture is a fault, and kept too; faults of the stores are thrown.
 */
export async function ensurePhoto(shopId: string, url: string, deps: PhotoDeps): Promise<Photo | PhotoFault> {
  const known = await deps.photos.find(shopId, url)
  return known ?? fetchPhoto(shopId, url, deps)
}

export const isPhoto = (outcome: Photo | PhotoFault): outcome is Photo => 'hash' in outcome

/**
 * Fetches photos that offers name and nobody has fetched, at most `limit`, a few at a time. Returns how many became
 * photos; the others are faults, left alone for six hours.
 */
export async function fetchMissingPhotos(
  shopId: string,
  { limit }: { readonly limit: number },
  deps: PhotoDeps,
): Promise<number> {
  const urls = await deps.photos.missing(shopId, { retryBefore: deps.now() - RETRY_AFTER_MS, limit })
  let next = 0
  let fetched = 0
  const work = async (): Promise<void> => {
    for (let url = urls[next++]; url !== undefined; url = urls[next++])
      if (isPhoto(await ensurePhoto(shopId, url, deps))) fetched++
  }
  await Promise.all(Array.from({ length: Math.min(FETCHES_AT_ONCE, urls.length) }, work))
  return fetched
}

async function fetchPhoto(shopId: string, url: string, deps: PhotoDeps): Promise<Photo | PhotoFault> {
  let picture: NormalizedPhoto
  try {
    const resource = await deps.fetcher.fetch(url, {
      maxBytes: PHOTO_BYTES_MAX,
      timeoutMs: PHOTO_TIMEOUT_MS,
      kind: 'photo',
      headers: { accept: 'image/*' },
    })
    requirePicture(resource)
    picture = await deps.normalizer.normalize(resource.body)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const fault: PhotoFault = { shopId, url, reason: error.message, failedAt: deps.now() }
    await deps.photos.saveFault(fault)
    return fault
  }
  const { bytes, width, height, sourceWidth, sourceHeight, ground, subject } = picture
  const hash = deps.digest.sha256(bytes)
  // The bytes first: a row always has its picture.
  await deps.blobs.put(photoKey(hash), bytes)
  const photo: Photo = {
    ...{ shopId, url, hash, width, height, sourceWidth, sourceHeight, ground, subject },
    fetchedAt: deps.now(),
  }
  await deps.photos.save(photo)
  return photo
}

function requirePicture({ status, headers, body }: FetchedResource): void {
  if (status !== 200) throw new AppError('unavailable', `the image link answers with status ${status}; expected 200`)
  if (body.length === 0) throw new AppError('invalid', 'the image link answers with nothing')
  const type = headers['content-type'] ?? ''
  if (/^text\/html/i.test(type))
    throw new AppError('invalid', 'the image link answers with a web page; expected a JPEG, PNG, WebP, AVIF or GIF')
}

import type { Offer } from '../catalog/offer.ts'
import type { PictureFormat } from '../channels/channel.ts'
import type { FeedContext } from './context.ts'

const FORMAT_BY_ENDING: ReadonlyMap<string, PictureFormat | 'other'> = new Map([
  ['jpg', 'jpeg'],
  ['jpeg', 'jpeg'],
  ['png', 'png'],
  ['webp', 'webp'],
  ['gif', 'gif'],
  ['bmp', 'bmp'],
  ['tif', 'tiff'],
  ['tiff', 'tiff'],
  ['svg', 'other'],
  ['avif', 'other'],
  ['heic', 'other'],
])

/** What the address says its bytes are; undefined when it does not say, as many do. */
export function pictureFormat(url: string): PictureFormat | 'other' | undefined {
  const ending = /\.([a-z]{3,4})(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase()
  return ending === undefined ? undefined : FORMAT_BY_ENDING.get(ending)
}

/** Whether the channel may take the picture: its format fits, or is not told by its address. */
export function isTaken(url: string, { channel }: FeedContext): boolean {
  const format = pictureFormat(url)
  return format === undefined || (format !== 'other' && channel.picture.formats.includes(format))
}

/** The picture the channel shows first: our creative where it may and there is one, else the product as it is. */
export function mainPicture(offer: Offer, context: FeedContext): string | undefined {
  const creative = context.channel.pictures === 'creative' ? context.creativeUrls.get(offer.offerId) : undefined
  return creative ?? offer.imageLink
}

/** A picture with the tag by which a platform chooses it for a placement. */
interface TaggedPicture {
  readonly url: string
  readonly tag: string
}

/** Of the creative that stands first, so that no placement's picture is taken for the main one. */
const MAIN_TAG = 'MAIN'

/** The creatives of an offer by placement, the main one first; none where it has no creative. */
export function taggedPictures({ offerId }: Offer, context: FeedContext): readonly TaggedPicture[] | undefined {
  const main = context.channel.pictures === 'creative' ? context.creativeUrls.get(offerId) : undefined
  if (main === undefined) return undefined
  const tagged = (context.channel.taggedPictures ?? []).flatMap(({ tag }, at) => {
    const url = context.taggedUrls?.[at]?.get(offerId)
    return url === undefined ? [] : [{ url, tag }]
  })
  return [{ url: main, tag: MAIN_TAG }, ...tagged]
}

/** The other pictures that the channel takes, the clean product picture first where a creative stands before it. */
export function furtherPictures(offer: Offer, context: FeedContext): readonly string[] {
  const main = mainPicture(offer, context)
  const clean = offer.imageLink === undefined || offer.imageLink === main ? [] : [offer.imageLink]
  const all = new Set([...clean, ...(offer.additionalImageLinks ?? [])])
  if (main !== undefined) all.delete(main)
  return [...all].filter((url) => isTaken(url, context))
}

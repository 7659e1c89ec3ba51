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

/** The other pictures that the channel takes, the clean product picture first where a creative stands before it. */
export function furtherPictures(offer: Offer, context: FeedContext): readonly string[] {
  const main = mainPicture(offer, context)
  const clean = offer.imageLink === undefined || offer.imageLink === main ? [] : [offer.imageLink]
  const all = new Set([...clean, ...(offer.additionalImageLinks ?? [])])
  if (main !== undefined) all.delete(main)
  return [...all].filter((url) => isTaken(url, context))
}

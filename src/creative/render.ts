import type { Photo } from '../catalog/photo.ts'
import type { Brand } from '../catalog/shop.ts'
import type { Placement } from '../channels/channel.ts'

/** Everything one picture is made of, and nothing else: no visitor, no clock, no address. */
export interface RenderJob {
  readonly template: string
  readonly style: string
  readonly placement: Placement
  readonly locale: string
  readonly brand: Brand & { readonly name: string; readonly logo?: Uint8Array }
  readonly words: CreativeWords
  /** Undefined: the template's placeholder stands in for it. */
  readonly photo?: CreativePhoto
  /** Of the other offers in the picture, in their order: the rest of a cart, what goes with the offer. At most 5. */
  readonly morePhotos?: readonly CreativePhoto[]
  readonly format: 'jpeg' | 'png'
}

export interface CreativeWords {
  /** "Still thinking about those glasses?" */
  readonly headline: string
  readonly name: string
  /** As the locale writes it: "$129.00". */
  readonly price: string
  /** The higher price, only while a lower one is in force. */
  readonly struckPrice?: string
  /** The part of the headline that names the product, "those glasses"; some styles set it apart. */
  readonly emphasis?: string
  /** The one fact beside the price, only when it is true: "Only 3 left", "−14 %". */
  readonly badge?: string
  /** What a shopper types at the checkout. */
  readonly code?: string
  /** Until when the code holds. */
  readonly note?: string
  /** Of the small button that display banners have: "Shop now". */
  readonly action?: string
}

export interface CreativePhoto extends Pick<Photo, 'hash' | 'width' | 'height' | 'ground' | 'subject'> {
  readonly bytes: Uint8Array
}

export interface RenderedCreative {
  readonly bytes: Uint8Array
  readonly contentType: 'image/jpeg' | 'image/png'
  readonly width: number
  readonly height: number
}

/** Grows when the renderer itself draws the same scene differently: every creative gets a new address. */
export const RENDERER_VERSION = 1

/** Of JPEG: text keeps its edges, a 1080 × 1080 picture stays around 100 KB. */
export const JPEG_QUALITY = 86

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

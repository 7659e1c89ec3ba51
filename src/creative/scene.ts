import type { JSXNode } from 'satori/jsx'
import type { CropBox } from './ports.ts'

/** Pixels of the picture; whole numbers. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * A picture as ordered layers, first at the bottom. Two renderers read it: one sets everything as a single SVG, the
 * other keeps what is static as pixels and only sets text. Both must give the same picture.
 */
export interface Scene {
  readonly width: number
  readonly height: number
  /** `#rrggbb`; the one colour behind photos, so that a photo on white can be multiplied onto it. */
  readonly ground: string
  readonly layers: readonly Layer[]
  /** Where text may stand: the placement's safe area and the margin. */
  readonly textArea: Box
}

export type Layer = StaticLayer | PictureLayer | TextLayer

/** Depends on template, style, placement and brand only; its key names all of them that it reads. */
export interface StaticLayer {
  readonly kind: 'static'
  readonly key: string
  readonly box: Box
  readonly element: JSXNode
}

export interface PictureLayer {
  readonly kind: 'picture'
  readonly source: 'photo' | 'logo'
  /** Which photo: 0, the default, is the job's own, 1 the first of the further ones. */
  readonly index?: number
  readonly box: Box
  readonly crop: CropBox
  /** `multiply`: white becomes the ground. */
  readonly blend: 'over' | 'multiply'
  /** Gives a cut-out the soft shadow of the surface it stands on. */
  readonly shadow: boolean
  /** `#rrggbb`; a logo that would not be seen on this ground is drawn in it, with `mono` every logo of one colour. */
  readonly tint?: { readonly color: string; readonly ground: string; readonly mono: boolean }
}

export interface TextLayer {
  readonly kind: 'text'
  readonly id: 'headline' | 'name' | 'price' | 'initial' | 'badge' | 'code' | 'note' | 'action'
  readonly box: Box
  /** The text as it is set, line by line; for tests and alternative texts. */
  readonly lines: readonly string[]
  readonly element: JSXNode
}

/** Letters reach a little over their box; a text layer is drawn with this much room around it, in pixels. */
export const TEXT_OVERHANG = 24

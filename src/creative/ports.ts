import type { RenderedCreative, RenderJob } from './render.ts'

/** A face creatives are set in; `fonts/fonts.json` lists them. */
export interface Font {
  readonly name: string
  readonly weight: 400 | 500 | 600 | 700 | 800
  readonly style: 'normal' | 'italic'
  readonly data: Uint8Array
}

/** RGBA, eight bits a channel, straight (not premultiplied) alpha, row by row from the top. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Turns an SVG whose text is already outlines into pixels. It opens no file and no socket. */
export interface Rasterizer {
  rasterize(svg: string): Promise<Pixels>
}

/** Photo and pixel work: decode, fit, blend, encode. */
export interface PictureCodec {
  /** The normalised photo cropped and scaled to the box. */
  fit(photo: Uint8Array, box: { width: number; height: number; crop: CropBox }): Promise<Pixels>
  /** Width and height of an encoded picture. */
  measure(picture: Uint8Array): Promise<{ width: number; height: number }>
  encode(pixels: Pixels, options: { format: 'jpeg' | 'png'; quality: number }): Promise<Uint8Array>
}

/** Pixels of the source photo. */
export interface CropBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where rendering happens: in this process, in others that may die and be replaced, or at the edge. */
export interface CreativeRenderer {
  render(job: RenderJob): Promise<RenderedCreative>
}

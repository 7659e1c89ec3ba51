import type { Rgb } from '../color.ts'

/** The colours of a picture, all from the brand's two and mended until they can be read. */
export interface Palette {
  /** Behind cut-outs and text. */
  readonly wall: Rgb
  /** A field on the wall, for photos that need an edge to stand on. */
  readonly panel: Rgb
  /** At least 7:1 on the wall. */
  readonly ink: Rgb
  /** At least 4.5:1 on the wall. */
  readonly quietInk: Rgb
  /** Seen on the wall as a line; never text. */
  readonly accent: Rgb
  /** A patch on the wall that holds few words, such as a price or a code. */
  readonly patch: Rgb
  /** At least 4.5:1 on the patch. */
  readonly patchInk: Rgb
}

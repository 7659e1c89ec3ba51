/** Linear light, 1 is the white of the backdrop. */
export type Color = readonly [r: number, g: number, b: number]

/** What a part is made of. */
export type Material = Metal | Plastic

export interface Metal {
  readonly kind: 'metal'
  readonly color: Color
  /** 0 mirror, 1 brushed flat. */
  readonly roughness: number
}

export interface Plastic {
  readonly kind: 'plastic'
  /** Light that a millimetre takes away, per channel, at a place in the material. */
  readonly absorb: (x: number, y: number, z: number, out: Float64Array) => void
  /** Light that the body throws back, as paint would. */
  readonly body: Color
  /** Share of the body against what shines through: 1 is opaque. */
  readonly opacity: number
}

export interface Box {
  readonly min: readonly [number, number, number]
  readonly max: readonly [number, number, number]
}

/** One solid. Distances are in millimetres and may be up to a fifth too long. */
export interface Part {
  readonly material: Material
  readonly box: Box
  readonly distance: (x: number, y: number, z: number) => number
  /** Something seen inside a clear part, such as the wire in a temple. */
  readonly core?: { readonly distance: (x: number, y: number, z: number) => number; readonly material: Metal }
}

/** A thin sheet over one eye: z = a + bx·x + cx·x² + by·y + cy·y² inside its outline. */
export interface Lens {
  readonly a: number
  readonly bx: number
  readonly cx: number
  readonly by: number
  readonly cy: number
  /** Negative inside. */
  readonly outline: (x: number, y: number) => number
  readonly tint: LensTint
  readonly top: number
  readonly bottom: number
}

export interface LensTint {
  /** Share of light let through at the top and at the bottom. */
  readonly top: Color
  readonly bottom: Color
  /** Strength of the mirror image of the studio, 1 for bare plastic. */
  readonly gloss: number
  readonly glossColor: Color
}

export interface Scene {
  readonly parts: readonly Part[]
  readonly lenses: readonly Lens[]
}

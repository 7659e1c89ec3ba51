import type { CreativePhoto, RenderJob } from './render.ts'
import type { Scene } from './scene.ts'
import type { Typesetter } from './typesetter.ts'

/** What a template reads: the job without the bytes of its pictures, whose facts are enough to lay them out. */
export interface TemplateInput extends Omit<RenderJob, 'photo' | 'morePhotos' | 'brand' | 'format' | 'template'> {
  readonly brand: RenderJob['brand'] & { readonly logoSize?: { readonly width: number; readonly height: number } }
  readonly photo?: PhotoFacts
  readonly morePhotos?: readonly PhotoFacts[]
}

export type PhotoFacts = Omit<CreativePhoto, 'bytes'>

export interface Template {
  readonly id: string
  /** Grows with every change that alters a picture: a new version gives every creative a new address. */
  readonly version: number
  /** The first is the default. */
  readonly styles: readonly string[]
  /** Pure: the same input is the same scene. */
  compose(input: TemplateInput, typesetter: Typesetter): Scene
}

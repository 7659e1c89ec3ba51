import type { Layer } from '../scene.ts'
import type { TemplateInput } from '../template.ts'
import type { Page } from './page.ts'
import type { Palette } from './palette.ts'

/** How an ad looks, whatever it is about: colours, type and composition as one system. */
export interface Style {
  readonly id: string
  /** Grows with every change of the style that alters a picture. */
  readonly version: number
  palette(brand: TemplateInput['brand']): Palette
  compose(page: Page): Layer[]
}

import type { Rgb } from '../color.ts'
import type { Layer } from '../scene.ts'
import type { TemplateInput } from '../template.ts'
import type { Page } from './page.ts'
import type { Palette } from './palette.ts'
import type { PhotoPlace } from './picture.tsx'
import type { TextFont } from './set-text.tsx'

/** How an ad looks, whatever it is about: colours, type and composition as one system. */
export interface Style {
  readonly id: string
  /** Grows with every change of the style that alters a picture. */
  readonly version: number
  /** Whether its wall may grow lighter towards the top. */
  readonly hasGradient: boolean
  palette(brand: TemplateInput['brand']): Palette
  compose(page: Page): Layer[]
}

/** What the compositions of small banners ask of a style. */
export interface BannerLook {
  readonly headline: TextFont
  readonly price: TextFont
  readonly small: TextFont
  /** Of a price that holds no longer. */
  readonly quiet: TextFont
  readonly mark: TextFont
  /** Of a name set in type: as it is written, or in capitals. */
  readonly markCase: 'as-written' | 'capitals'
  /** A logo of one colour takes the ink's. */
  readonly monoLogo: boolean
  readonly button: { readonly fill: Rgb; readonly ink: Rgb; readonly radius: number | 'pill' }
  /** The product in its frame; `edge` is the side of the frame that the words are on. */
  picture(page: Page, place: PhotoPlace, edge: 'start' | 'bottom' | 'none'): Layer[]
}

/** Square unless the brand says otherwise; never so round that a button looks like another style's. */
export const radiusOf = ({ cornerRadius = 0 }: TemplateInput['brand'], short: number): number =>
  Math.round(Math.min(0.02, Math.max(0, cornerRadius)) * short)

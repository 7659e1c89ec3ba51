import { neutralSentence } from '../message.ts'
import { type Composition, compositionOf, textAreaOf } from '../placement.ts'
import { type Direction, directionOf, localeDirection, plainText } from '../plain-text.ts'
import type { Box } from '../scene.ts'
import type { PhotoFacts, TemplateInput } from '../template.ts'
import type { Typesetter } from '../typesetter.ts'
import type { Family } from './family.ts'
import type { Palette } from './palette.ts'

/** What a picture says, as it can be set; an empty text is one that is not said. */
export interface Content {
  readonly headline: string
  readonly emphasis: string
  readonly name: string
  readonly price: string
  readonly struckPrice: string
  readonly badge: string
  readonly code: string
  readonly note: string
  readonly action: string
  readonly mark: string
}

/** One picture in the making: what a style's compositions read. */
export interface Page {
  readonly input: TemplateInput
  readonly family: Family
  readonly words: Content
  /** The photos that the family shows, each with its place in the job. */
  readonly photos: readonly { readonly photo: PhotoFacts; readonly index: number }[]
  readonly direction: Direction
  readonly typesetter: Typesetter
  readonly palette: Palette
  readonly composition: Composition
  /** Where text may stand. */
  readonly area: Box
  /** The short side; every size is a share of it. */
  readonly short: number
}

export function pageOf(family: Family, input: TemplateInput, typesetter: Typesetter, palette: Palette): Page {
  const { placement } = input
  const words = contentOf(family, input, typesetter)
  return {
    input,
    family,
    words,
    photos: photosOf(family, input),
    typesetter,
    palette,
    direction:
      localeDirection(input.locale) === 'rtl' ? 'rtl' : directionOf(words.headline || words.name || words.mark),
    composition: compositionOf(placement),
    area: textAreaOf(placement),
    short: Math.min(placement.width, placement.height),
  }
}

function contentOf(family: Family, input: TemplateInput, typesetter: Typesetter): Content {
  const { words, brand, locale } = input
  const show = (text: string | undefined): string => (text ? typesetter.showable(plainText(text)) : '')
  const says = (part: Family['says'][number], text: string | undefined): string =>
    family.says.includes(part) ? show(text) : ''
  const mark = show(brand.name)
  return {
    headline: family.says.includes('headline') ? show(words.headline) || neutralSentence(locale) : '',
    emphasis: says('headline', words.emphasis),
    name: show(words.name) || mark,
    price: says('price', words.price),
    struckPrice: says('price', words.struckPrice),
    badge: says('badge', words.badge),
    code: says('code', words.code),
    note: says('code', words.note),
    action: show(words.action),
    mark,
  }
}

function photosOf(family: Family, { photo, morePhotos = [] }: TemplateInput): Page['photos'] {
  const all = [...(photo ? [photo] : []), ...morePhotos].map((shown, at) => ({
    photo: shown,
    index: photo ? at : at + 1,
  }))
  return all.slice(0, family.photosMax)
}

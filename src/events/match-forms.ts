import { parseGtin } from '../catalog/gtin.ts'
import type { Offer } from '../catalog/offer.ts'

/** One way to read an id: what is left of it, and what was taken away for that. */
export interface Form {
  readonly text: string
  readonly kind: 'whole' | 'prefix' | 'suffix' | 'doubled' | 'gtin' | 'mpn' | 'item-group' | 'other-id'
  /** What stood before or behind, with `#` for each number in it. */
  readonly affix: string
}

const SEPARATOR = /[_\-:/.|]/g
/** Longer chains of parts are no ids that platforms put together. */
const PARTS_MAX = 8

/** How an id from an event may be read. */
export function sentForms(sentId: string, otherIds: readonly string[]): Form[] {
  const gtin = parseGtin(sentId)
  return [
    ...idForms(sentId),
    ...(gtin === undefined ? [] : [{ text: gtin.padStart(14, '0'), kind: 'gtin', affix: '' } as const]),
    ...otherIds.map((id) => ({ text: keyOf(id), kind: 'other-id', affix: '' }) as const),
  ]
}

/** By what an offer of the catalog may be meant. */
export function offerForms({ offerId, gtins, mpn, itemGroupId }: Offer): Form[] {
  const forms = idForms(offerId)
  for (const gtin of gtins ?? []) {
    const digits = parseGtin(gtin)
    if (digits !== undefined) forms.push({ text: digits.padStart(14, '0'), kind: 'gtin', affix: '' })
  }
  if (mpn !== undefined) forms.push({ text: keyOf(mpn), kind: 'mpn', affix: '' })
  if (itemGroupId !== undefined)
    for (const { text, kind } of idForms(itemGroupId))
      if (kind === 'whole' || kind === 'prefix') forms.push({ text, kind: 'item-group', affix: '' })
  return forms
}

function idForms(id: string): Form[] {
  const whole = keyOf(id)
  const forms: Form[] = [{ text: whole, kind: 'whole', affix: '' }]
  const places = [...whole.matchAll(SEPARATOR)].map(({ index }) => index).slice(0, PARTS_MAX)
  for (const place of places) {
    const before = whole.slice(0, place)
    const after = whole.slice(place + 1)
    if (before !== '' && before === after) forms.push({ text: after, kind: 'doubled', affix: '' })
    if (after !== '') forms.push({ text: after, kind: 'prefix', affix: templateOf(whole.slice(0, place + 1)) })
    if (before !== '') forms.push({ text: before, kind: 'suffix', affix: templateOf(whole.slice(place)) })
  }
  return forms
}

/** Blanks and case never tell two offers apart. */
const keyOf = (id: string): string => id.trim().toLowerCase()

const templateOf = (affix: string): string => affix.replace(/\d+/g, '#')

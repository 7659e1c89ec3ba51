import type { Offer } from '../catalog/offer.ts'
import { AppError } from '../shared/errors.ts'
import { english } from './nouns/en.ts'
import { findNoun } from './nouns/find-noun.ts'
import { type Language, MOMENTS, type Moment } from './nouns/noun.ts'
import { nounFreeLanguages } from './nouns/noun-free.ts'
import { graphemesOf, languageOf } from './plain-text.ts'
import { isSensitive } from './sensitive.ts'

export { MOMENTS, type Moment }

/** Adding a language is a file in `nouns/` and a line here. */
const LANGUAGES: readonly Language[] = [english, ...nounFreeLanguages]

const language = (locale: string): Language => LANGUAGES.find(({ id }) => id === languageOf(locale)) ?? english

/** Graphemes of a sentence that a caller brings. */
export const MESSAGE_GRAPHEMES_MAX = 120

/**
 * The one sentence of a creative: "Still thinking about those glasses?". It names the product only when the noun is
 * sure and says nothing about the person; else it is a sentence without a noun. A language that is not there yet
 * is spoken in English.
 */
export function headlineFor(
  offer: Offer,
  { moment, locale, quantity = 1 }: { moment: Moment; locale: string; quantity?: number },
): string {
  const spoken = language(locale)
  const noun = isSensitive(offer) ? undefined : findNoun(offer, spoken)
  return spoken.sentence(moment, noun && { noun, quantity })
}

/**
 * The words of a sentence that name the product, with the word that is bound to the noun: "those glasses". Undefined
 * where the sentence does not name it.
 */
export function productIn(sentence: string, offer: Offer, locale: string): string | undefined {
  const noun = findNoun(offer, language(locale))
  if (!noun) return undefined
  for (const form of [noun.many, noun.one].map((text) => text.replaceAll(' ', '\u00a0'))) {
    const at = sentence.toLowerCase().indexOf(form.toLowerCase())
    if (at < 0) continue
    const bound = /[^\s\u00a0]+\u00a0$/.exec(sentence.slice(0, at))?.[0] ?? ''
    return bound + sentence.slice(at, at + form.length)
  }
  return undefined
}

/** A sentence for any product at all. */
export const neutralSentence = (locale: string, moment: Moment = 'viewed'): string =>
  language(locale).sentence(moment, undefined)

/** A caller's own sentence, as it is. Throws AppError `invalid` when it is empty, too long or holds control characters. */
export function checkMessage(message: string): string {
  if (message.trim() === '') throw new AppError('invalid', 'the message is empty; write a sentence, or leave it out')
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(message))
    throw new AppError('invalid', 'the message holds control characters; write plain text on one line')
  const length = message.length > 2_000 ? message.length : graphemesOf(message).length
  if (length > MESSAGE_GRAPHEMES_MAX)
    throw new AppError('invalid', `the message has ${length} characters; at most ${MESSAGE_GRAPHEMES_MAX} are set`)
  return message
}

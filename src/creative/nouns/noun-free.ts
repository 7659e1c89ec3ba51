import type { Language, Moment } from './noun.ts'

/**
 * Languages whose nouns are not told yet: whole sentences that fit any product and address nobody, so that neither
 * gender, case nor formality can be wrong.
 */
const SENTENCES: Readonly<Record<string, Readonly<Record<Moment, string>>>> = {
  de: {
    viewed: 'Noch am Überlegen?',
    carted: 'Der Warenkorb steht noch\u00a0bereit.',
    checkout: 'Fast geschafft.',
    dropped: 'Jetzt zu einem kleineren\u00a0Preis.',
  },
  fr: {
    viewed: 'Encore en pleine réflexion\u202f?',
    carted: 'Le panier est resté tel\u00a0quel.',
    checkout: 'Plus qu’une étape.',
    dropped: 'Désormais à prix\u00a0réduit.',
  },
  es: {
    viewed: '¿Todavía en\u00a0mente?',
    carted: 'El carrito sigue tal\u00a0cual.',
    checkout: 'Solo falta un\u00a0paso.',
    dropped: 'Ahora a menor\u00a0precio.',
  },
  it: {
    viewed: 'Ancora in\u00a0mente?',
    carted: 'Il carrello è rimasto com’era.',
    checkout: 'Manca solo un\u00a0passo.',
    dropped: 'Ora a un prezzo più\u00a0basso.',
  },
  nl: {
    viewed: 'Nog aan het\u00a0twijfelen?',
    carted: 'Het winkelmandje staat nog\u00a0klaar.',
    checkout: 'Nog maar één\u00a0stap.',
    dropped: 'Nu voor een lagere\u00a0prijs.',
  },
}

export const nounFreeLanguages: readonly Language[] = Object.entries(SENTENCES).map(([id, sentences]) => ({
  id,
  nouns: new Map(),
  categories: new Map(),
  trailing: new Set(),
  stops: new Set(),
  sentence: (moment) => sentences[moment],
}))

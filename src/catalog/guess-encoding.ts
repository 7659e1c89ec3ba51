/**
 * Tells the encoding of text that is no UTF-8 and declares nothing, by its letters: how many of them belong to one
 * language that is written in that encoding. Windows-1252 wins a tie, as it is by far the most frequent.
 */

interface Candidate {
  readonly encoding: string
  /** Letters beyond ASCII of one language each, lower case. */
  readonly alphabets: readonly string[]
  /** Whether words are written in these letters alone, so that one beside an ASCII letter speaks against it. */
  readonly alone?: true
}

const CYRILLIC = ['абвгдежзийклмнопрстуфхцчшщъыьэюяё', 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'] as const

const CANDIDATES: readonly Candidate[] = [
  {
    encoding: 'windows-1252',
    alphabets: [
      'äöüß',
      'éèêëàâîïôûùüÿçœæ',
      'áéíóúñüºª',
      'áâãàçéêíóôõúºª',
      'àèéìíòóùú',
      'åäöæøéü',
      'éëïóöèü',
      'áðéíóúýþæö',
    ],
  },
  { encoding: 'windows-1250', alphabets: ['ąćęłńóśźż', 'áčďéěíňóřšťúůýžľĺŕôä', 'áéíóöőúüű', 'čćđšž', 'ăâîşţ'] },
  { encoding: 'iso-8859-2', alphabets: ['ąćęłńóśźż', 'áčďéěíňóřšťúůýžľĺŕôä'] },
  { encoding: 'windows-1254', alphabets: ['çğıöşüâî'] },
  { encoding: 'windows-1251', alphabets: CYRILLIC, alone: true },
  { encoding: 'koi8-r', alphabets: CYRILLIC.slice(0, 1), alone: true },
  { encoding: 'windows-1253', alphabets: ['αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ'], alone: true },
]

const JAPANESE = ['shift_jis', 'euc-jp'] as const

/** How much better than the best before it a candidate must fit. */
const MARGIN = 0.05

/** `sample`: a piece of the text that holds bytes beyond ASCII; its end may cut a character. */
export function guessEncoding(sample: Uint8Array): string {
  for (const encoding of JAPANESE) if (isJapanese(decoded(encoding, sample))) return encoding
  let best = 'windows-1252'
  let bestFit = -1
  for (const candidate of CANDIDATES) {
    const text = decoded(candidate.encoding, sample)
    const fit = text === undefined ? 0 : fitOf(text, candidate)
    if (fit <= bestFit + MARGIN) continue
    best = candidate.encoding
    bestFit = fit
  }
  return best
}

function decoded(encoding: string, sample: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true })
  } catch {
    return undefined
  }
}

/** Nearly all of it Japanese, and a good part kana, which no text is without. */
function isJapanese(text: string | undefined): boolean {
  const beyond = text?.replace(/[\0-\x7f]+/g, '') ?? ''
  const kana = beyond.match(/[\u3041-\u30ff]/g)?.length ?? 0
  const own = beyond.match(/[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]/g)?.length ?? 0
  return beyond.length > 0 && own / beyond.length > 0.9 && kana / beyond.length > 0.1
}

/** Of letters; a few are brand names. */
const FLIPPED_MAX = 0.02

/** The share of letters beyond ASCII, and of signs inside words, that belong to the language that fits best. */
function fitOf(text: string, { alphabets, alone }: Candidate): number {
  const seen = new Map<string, number>()
  let count = 0
  let flipped = 0
  for (const match of text.matchAll(/[^\0-\x7f]/g)) {
    const char = match[0]
    const before = text[match.index - 1] ?? ' '
    const after = text[match.index + 1] ?? ' '
    const inWord = /\p{L}/u.test(before) || /\p{L}/u.test(after)
    const isLetter = /\p{L}/u.test(char)
    if (!isLetter && !(inWord && /[\p{S}\p{No}\p{Cc}¶¿]/u.test(char))) continue
    count++
    // A capital behind a small letter is a letter of another code page.
    if (alone && char !== char.toLowerCase() && before !== before.toUpperCase()) flipped++
    if (isLetter && !(alone && (/[a-z]/i.test(before) || /[a-z]/i.test(after))))
      seen.set(char.toLowerCase(), (seen.get(char.toLowerCase()) ?? 0) + 1)
  }
  if (count === 0 || flipped / count > FLIPPED_MAX) return 0
  return Math.max(
    ...alphabets.map((alphabet) => {
      let own = 0
      for (const [char, times] of seen) if (alphabet.includes(char)) own += times
      return own / count
    }),
  )
}

/*
 * The consent strings that sites hand on, read as far as ads go. Sources: IAB TCF v2 consent string with the 2.3 notes,
 * IAB GPP string and its US sections, IAB US Privacy string. Read 2026-11-24.
 * A string that cannot be read proves no consent: its reader answers `unreadable`, and the caller refuses.
 */

/** What a TC string says of the purposes that ads to a person need. */
export interface TcfVerdict {
  /** Purposes 1 (keep an id), 3 and 4 (make and use an advertising profile). */
  readonly ads: boolean
  /** Purposes 1 and 7, which Google asks for before data of users is sent to it. */
  readonly userData: boolean
}

const TCF_VERSION = 2
const TCF_PURPOSES_BIT = 152

/** The core segment of a TCF 2.x string; later segments name vendors and publishers and do not matter here. */
export function readTcString(text: string): TcfVerdict | 'unreadable' {
  const bits = bitReader(text.split('.', 1)[0] ?? '')
  if (!bits || bits.length < TCF_PURPOSES_BIT + 24 || bits.number(0, 6) !== TCF_VERSION) return 'unreadable'
  const agreed = (purpose: number): boolean => bits.number(TCF_PURPOSES_BIT + purpose - 1, 1) === 1
  return { ads: agreed(1) && agreed(3) && agreed(4), userData: agreed(1) && agreed(7) }
}

export interface GppVerdict {
  /** A US section says that the person opted out of sale, sharing or targeted ads. */
  readonly optedOut: boolean
  /** A US section's sub-segment says that the browser sends Global Privacy Control. */
  readonly gpc: boolean
  /** Of the European section, where there is one. */
  readonly tcf?: TcfVerdict
}

/**
 * Where the opt-outs of a US section stand: the first bits of its two-bit fields for sale, sharing and targeted ads.
 * From the field lists of the sections at the registry of the IAB.
 */
const US_OPT_OUT_BITS: Readonly<Record<number, readonly number[]>> = {
  7: [18, 20, 22], // usnat
  8: [12, 14], // usca
  11: [14, 16], // usut
  18: [14, 16], // usia
  24: [16, 18], // usmd
  25: [16, 18], // usin
  26: [16, 18], // usky
  27: [16, 18], // usri
}
/** The other states, which share one layout. */
const US_COMMON_BITS = [12, 14]
const US_SECTIONS = { first: 7, last: 27 }
/** Their sub-segment holds sensitive data, not Global Privacy Control. */
const WITHOUT_GPC: ReadonlySet<number> = new Set([25, 26, 27])
const TCF_SECTION = 2
const US_PRIVACY_SECTION = 6
const OPTED_OUT = 1
const GPC_SEGMENT = 1

/** Every section is read, those for other places too: an opt-out is an opt-out. */
export function readGppString(text: string): GppVerdict | 'unreadable' {
  const [header = '', ...sections] = text.split('~')
  const ids = readSectionIds(header)
  if (!ids || ids.length !== sections.length) return 'unreadable'
  let optedOut = false
  let gpc = false
  let tcf: TcfVerdict | undefined
  for (const [at, id] of ids.entries()) {
    const section = sections[at] as string
    if (id === TCF_SECTION) {
      const verdict = readTcString(section)
      if (verdict === 'unreadable') return verdict
      tcf = verdict
    } else if (id === US_PRIVACY_SECTION) {
      optedOut ||= isUsPrivacyOptOut(section)
    } else if (id >= US_SECTIONS.first && id <= US_SECTIONS.last) {
      const [core, ...segments] = section.split('.').map(bitReader)
      if (!core) return 'unreadable'
      optedOut ||= (US_OPT_OUT_BITS[id] ?? US_COMMON_BITS).some((bit) => core.number(bit, 2) === OPTED_OUT)
      gpc ||=
        !WITHOUT_GPC.has(id) &&
        segments.some((bits) => bits && bits.number(0, 2) === GPC_SEGMENT && bits.number(2, 1) === 1)
    }
  }
  return { optedOut, gpc, tcf }
}

/** `1YYN`: version, notice given, opted out, covered by the agreement of the industry. */
export const isUsPrivacyOptOut = (text: string): boolean => /^1[YN-]Y[YN-]$/i.test(text.trim())

const GPP_TYPE = 3
const SECTIONS_MAX = 64

/** The header's ids: ranges of numbers, each as its distance from the last one in Fibonacci coding. */
function readSectionIds(header: string): number[] | undefined {
  const bits = bitReader(header)
  if (!bits || bits.length < 24 || bits.number(0, 6) !== GPP_TYPE) return undefined
  const ids: number[] = []
  let at = 24
  let last = 0
  const next = (): number => {
    const [value, length] = fibonacci(bits, at)
    at += length
    last += value
    return last
  }
  for (let range = bits.number(12, 12); range > 0; range--) {
    const isRange = bits.number(at++, 1) === 1
    const from = next()
    const to = isRange ? next() : from
    if (at > bits.length || ids.length + to - from >= SECTIONS_MAX) return undefined
    for (let id = from; id <= to; id++) ids.push(id)
  }
  return ids
}

/** One number and how many bits it took: Fibonacci numbers from the smallest, ended by two ones in a row. */
function fibonacci(bits: BitReader, from: number): [value: number, length: number] {
  let [smaller, larger] = [1, 1]
  let value = 0
  for (let at = from, before = 0; at < bits.length; at++) {
    const bit = bits.number(at, 1)
    if (bit === 1 && before === 1) return [value, at - from + 1]
    ;[smaller, larger] = [larger, at === from ? 1 : smaller + larger]
    value += bit * larger
    before = bit
  }
  return [value, bits.length - from + 1]
}

interface BitReader {
  readonly length: number
  /** Bits past the end are zero. */
  number(from: number, length: number): number
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const CHARS_MAX = 8_192

/** Reads base64url, six bits a character; undefined for anything else. */
function bitReader(text: string): BitReader | undefined {
  if (text === '' || text.length > CHARS_MAX) return undefined
  const sextets = Array.from(text.replace(/=+$/, ''), (char) => ALPHABET.indexOf(char))
  if (sextets.includes(-1)) return undefined
  return {
    length: sextets.length * 6,
    number(from, length) {
      let value = 0
      for (let at = from; at < from + length; at++)
        value = value * 2 + (((sextets[Math.floor(at / 6)] ?? 0) >> (5 - (at % 6))) & 1)
      return value
    },
  }
}

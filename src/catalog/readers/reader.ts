import { AppError } from '../../shared/errors.ts'
import { isCurrency } from '../../shared/money.ts'
import type { RawRecord } from '../raw-record.ts'
import type { SourceSettings } from '../read-value.ts'

/** A small table that comes with the catalog's own file: stock by location, translations. */
export interface BesideTable {
  readonly name: string
  /** Field keys, in order. */
  readonly columns: readonly string[]
  readonly rows: readonly ReadonlyMap<string, string>[]
}

/** What a file begins with, decoded; what a reader is found by. */
export interface SourceHead {
  readonly text: string
  /** True: this is the whole file. */
  readonly complete: boolean
}

export interface ReaderContext extends SourceSettings {
  /** Of the file; the reader gets all of the text all the same. */
  readonly head: SourceHead
  /** One of several localized catalogs in one file, where the format has such: part of its name, such as `fr_fr`. */
  readonly locale?: string
  /** Tables that came with the file. */
  readonly beside?: readonly BesideTable[]
  /** One sentence that a person should know, once. */
  notice(text: string): void
}

/** One step of a source. Each stands for one record, whatever became of it. */
export type Reading =
  | {
      readonly kind: 'record'
      /** Read from the text when it is first asked for, where `raw` is given. */
      readonly record: RawRecord
      /** With `header`, all of the text that the record is read from: an unchanged one need not be read again. */
      readonly raw?: string
      readonly header?: string
    }
  /** A record that cannot be read; the source goes on behind it. */
  | {
      readonly kind: 'fault'
      readonly line?: number
      readonly offerId?: string
      readonly rule: string
      readonly message: string
    }
  /** A record that is no offer by its own word: a draft, an archived product. `message` is said once, with its count. */
  | { readonly kind: 'skipped'; readonly rule: string; readonly message: string }

/** A source format. One file each; `index.ts` lists them. */
export interface Reader {
  /** As `--format` takes it. */
  readonly id: string
  readonly name: string
  /** How sure it is that the head is its own: 0 no, 1 without doubt. The highest reads. */
  detect(head: SourceHead): number
  /**
   * Reads the text in pages. Throws AppError where the source is broken, naming the line or offset: nothing is
   * published then. A setting that the format needs and the shop lacks is such a fault too, in one sentence.
   */
  read(text: AsyncIterable<string>, context: ReaderContext): AsyncIterable<readonly Reading[]>
}

/** Characters of one record; a longer one is taken for a file gone wrong. */
export const RECORD_CHARS_MAX = 2_000_000

export const recordOf = (fields: RawRecord['fields'], options: { line?: number; packed?: boolean } = {}): Reading => ({
  kind: 'record',
  record: { ...options, fields },
})

/** Throws AppError for the settings that a format leaves out and the source lacks: said once, not for every record. */
export function requireSettings(
  format: string,
  { shopUrl, currency, linkPattern }: SourceSettings,
  holds: { readonly currency?: boolean; readonly links?: boolean } = {},
): void {
  const linked = holds.links === true || shopUrl !== undefined || /^https?:/i.test(linkPattern ?? '')
  const priced = holds.currency === true || (currency !== undefined && isCurrency(currency))
  if (linked && priced) return
  const leftOut = [...(holds.links ? [] : ['links']), ...(holds.currency ? [] : ['a currency'])]
  const missing = [
    ...(linked ? [] : ["the shop's address (shop URL), such as https://shop.example"]),
    ...(priced ? [] : ['the currency, such as EUR']),
  ]
  throw new AppError(
    'invalid',
    `${format} holds ${leftOut.length > 1 ? 'neither links nor a currency' : `no ${leftOut[0] === 'links' ? 'links' : 'currency'}`}; set ${missing.join(' and ')}`,
  )
}

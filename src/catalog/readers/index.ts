import { AppError } from '../../shared/errors.ts'
import { quoted } from '../plain-text.ts'
import { ACCEPTED } from '../source-text.ts'
import { atom } from './atom.ts'
import { csv } from './csv.ts'
import { rootOf } from './feed-xml.ts'
import { gally } from './gally.ts'
import { googleRetail } from './google-retail.ts'
import { json } from './json.ts'
import { jsonFraming } from './json-source.ts'
import { jsonl } from './jsonl.ts'
import type { Reader, SourceHead } from './reader.ts'
import { rss } from './rss.ts'
import { shopifyCsv } from './shopify-csv.ts'
import { tableHead } from './table.ts'
import { tsv } from './tsv.ts'

/** Every format a catalog can come in. To add one: a file, and a line here. */
export const readers = [rss, atom, tsv, csv, json, jsonl, shopifyCsv, googleRetail, gally] as const satisfies Reader[]

/** The reader that `format` names, or with `auto` the one whose format the file is. Throws AppError `unsupported`. */
export function readerFor(format: string, head: SourceHead): Reader {
  if (format !== 'auto') {
    const named = readers.find((reader) => reader.id === format)
    if (named) return named
    throw new AppError(
      'unsupported',
      `format ${quoted(format)} is not known; write "auto" or one of ${readers.map(({ id }) => `"${id}"`).join(', ')}`,
    )
  }
  let best: Reader | undefined
  let bestScore = 0
  for (const reader of readers) {
    const score = reader.detect(head)
    if (score > bestScore) {
      best = reader
      bestScore = score
    }
  }
  if (best) return best
  throw new AppError('unsupported', `${whatIsSeen(head)}; a catalog is ${ACCEPTED}`)
}

/** What a file that nobody reads looks like, for the person who sent it. */
function whatIsSeen(head: SourceHead): string {
  const text = head.text.trimStart()
  if (text === '') return 'the file holds nothing but blanks'
  const root = rootOf(text)
  if (root !== undefined) {
    if (/^(?:!DOCTYPE|html)$/i.test(root)) {
      if (/<!DOCTYPE\s+html|<html/i.test(text))
        return /password|log\s?in|sign\s?in/i.test(text)
          ? 'the file is a web page that asks for a login, not a catalog'
          : 'the file is a web page, not a catalog'
      return 'the XML begins with a DOCTYPE, which is refused'
    }
    return `the XML is a "${root}" without any item or entry`
  }
  if (jsonFraming(head)) return 'the JSON holds no products'
  const table = tableHead(head)
  if (table)
    return `the table has none of the columns of a catalog (it has ${table.header.slice(0, 8).map(quoted).join(', ')}); its header needs names such as id, title, link, price, availability`
  return `the file begins with ${quoted(text.slice(0, 60))} and is no format that is known`
}

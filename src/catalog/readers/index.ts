import { AppError } from '../../shared/errors.ts'
import { quoted } from '../plain-text.ts'
import { ACCEPTED } from '../source-text.ts'
import { atom } from './atom.ts'
import { csv } from './csv.ts'
import { ecCubeCsv } from './ec-cube-csv.ts'
import { rootOf } from './feed-xml.ts'
import { gally } from './gally.ts'
import { googleRetail } from './google-retail.ts'
import { json } from './json.ts'
import { jsonLd } from './json-ld.ts'
import { jsonFraming } from './json-source.ts'
import { jsonl } from './jsonl.ts'
import { magentoCsv } from './magento-csv.ts'
import { openFoodFacts } from './open-food-facts.ts'
import { prestashopCsv } from './prestashop-csv.ts'
import { ceneo, heureka } from './price-comparison-xml.ts'
import type { Reader, SourceHead } from './reader.ts'
import { retailDemoYaml } from './retail-demo-yaml.ts'
import { rss } from './rss.ts'
import { saleorJson } from './saleor-json.ts'
import { shopifyCsv } from './shopify-csv.ts'
import { shopifyJson } from './shopify-json.ts'
import { shopwareCsv } from './shopware-csv.ts'
import { spreeCsv } from './spree-csv.ts'
import { tableHead } from './table.ts'
import { theliaCsv } from './thelia-csv.ts'
import { tsv } from './tsv.ts'
import { vendureCsv } from './vendure-csv.ts'
import { wixCsv } from './wix-csv.ts'
import { woocommerceCsv } from './woocommerce-csv.ts'
import { wordpressXml } from './wordpress-xml.ts'
import { yaml } from './yaml.ts'

/** Every format a catalog can come in. To add one: a file, and a line here. */
export const readers = [
  rss,
  atom,
  tsv,
  csv,
  json,
  jsonl,
  shopifyCsv,
  googleRetail,
  gally,
  ceneo,
  heureka,
  ecCubeCsv,
  jsonLd,
  magentoCsv,
  openFoodFacts,
  prestashopCsv,
  retailDemoYaml,
  saleorJson,
  shopifyJson,
  shopwareCsv,
  spreeCsv,
  theliaCsv,
  vendureCsv,
  wixCsv,
  woocommerceCsv,
  wordpressXml,
  yaml,
] as const satisfies Reader[]

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
  if (table && ['slug', 'locale', 'name'].every((column) => table.header.includes(column)))
    return 'the table holds translations of products and no products; give it beside their own file (--beside)'
  if (table)
    return `the table has none of the columns of a catalog (it has ${table.header.slice(0, 8).map(quoted).join(', ')}); its header needs names such as id, title, link, price, availability`
  return `the file begins with ${quoted(text.slice(0, 60))} and is no format that is known`
}

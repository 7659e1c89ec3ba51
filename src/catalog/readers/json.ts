import type { RawRecord } from '../raw-record.ts'
import { rawFromJson } from '../read-value.ts'
import { type JsonElement, type JsonFraming, jsonElements, jsonFraming } from './json-source.ts'
import { type Reader, type Reading, recordOf, type SourceHead } from './reader.ts'

/** An array of products, or an object with one under `products`, `items`, `offers` …; any spelling of the fields. */
export const json: Reader = {
  id: 'json',
  name: 'JSON',
  detect: (head) => detectJson(head, 'document'),
  read: (text) => jsonRecords(text, 'document'),
}

export const detectJson = (head: SourceHead, framing: JsonFraming): number => (jsonFraming(head) === framing ? 0.5 : 0)

export async function* jsonRecords(
  text: AsyncIterable<string>,
  framing: JsonFraming,
): AsyncGenerator<readonly Reading[]> {
  for await (const page of jsonElements(text, framing)) yield page.map(readingOf)
}

const readingOf = (element: JsonElement): Reading =>
  element.value ? recordOf(fieldsOfJson(element.value), { line: element.line }) : faultOf(element)

/** Attributes that are kept as the JSON text the shop wrote. */
const JSON_TEXTS = new Set(['returnPolicyInfo', 'return_policy_info', 'importerAddress', 'importer_address'])

/** The fields of one JSON object in our spelling. */
export function fieldsOfJson(value: Readonly<Record<string, unknown>>): RawRecord['fields'] {
  const entries = Object.entries(value).map(([key, each]) =>
    JSON_TEXTS.has(key) && typeof each === 'object' && each !== null ? [key, JSON.stringify(each)] : [key, each],
  )
  const fields = rawFromJson(Object.fromEntries(entries))
  return fields instanceof Map ? fields : new Map()
}

export const faultOf = ({ line, fault }: JsonElement): Reading => ({
  kind: 'fault',
  line,
  rule: 'record-unreadable',
  message: `line ${line}: the record cannot be read (${fault})`,
})

import { parse } from 'yaml'
import { z } from 'zod'
import { AppError, messageOf } from '../shared/errors.ts'
import { isCurrency } from '../shared/money.ts'
import { ATTRIBUTE_BY_KEY } from './attribute-keys.ts'
import { type Expression, liquidExpression } from './liquid.ts'
import type { OfferAttributeName } from './offer.ts'
import { quoted } from './plain-text.ts'
import { fieldKey, isFields, isList, type RawFields, type RawRecord, type RawValue } from './raw-record.ts'
import type { SourceSettings } from './read-value.ts'

/** How the fields of a source become attributes, where no reader knows, or laid over one that does. */
export interface Mapping {
  /** A reader's id, where it should be laid over that one. */
  readonly format?: string
  /** The element of an XML file that is one record. */
  readonly record?: string
  readonly settings: SourceSettings
  /** The mapping as it was written, for telling two of them apart. */
  readonly source: unknown
  /** The record with the attributes of the mapping in place of its own. */
  apply(record: RawRecord): RawRecord
  /** What it found out about itself while it was applied. */
  notices(): string[]
}

const MAPPING_CHARS_MAX = 100_000

const schema = z.strictObject({
  format: z.string().max(40).optional(),
  record: z.string().max(100).optional(),
  currency: z.string().refine(isCurrency, 'is no currency; write three capital letters such as "EUR"').optional(),
  shopUrl: z.url({ protocol: /^https?$/ }).optional(),
  linkPattern: z.string().max(2_000).optional(),
  imageUrl: z.url({ protocol: /^https?$/ }).optional(),
  brand: z.string().max(200).optional(),
  condition: z.enum(['new', 'refurbished', 'used']).optional(),
  oversold: z.enum(['in_stock', 'backorder']).optional(),
  attributes: z.record(
    z.string().max(100),
    z.union([z.string().max(4_000), z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) })]),
  ),
})

/** An attribute and where it comes from. */
interface Rule {
  readonly name: OfferAttributeName
  readonly fields: readonly string[]
  value(fields: RawFields): RawValue | undefined
}

/** Reads a mapping file, JSON or YAML. Throws AppError `invalid` that tells every fault, the attribute and what works. */
export function parseMapping(text: string, file: string): Mapping {
  if (text.length > MAPPING_CHARS_MAX)
    throw new AppError('too-large', `mapping ${quoted(file)} has more than ${MAPPING_CHARS_MAX} characters`)
  let source: unknown
  try {
    source = parse(text, { maxAliasCount: 20, schema: 'core', logLevel: 'error' })
  } catch (error) {
    throw new AppError('invalid', `mapping ${quoted(file)} is neither JSON nor YAML: ${firstLine(messageOf(error))}`)
  }
  const read = schema.safeParse(source)
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    throw new AppError(
      'invalid',
      `mapping ${quoted(file)}: ${faults.slice(0, 5).join('; ')}; write {"attributes": {"id": "article_no", "title": "{{ brand }} {{ name }}"}}`,
    )
  }
  const { format, record, attributes, ...settings } = read.data
  const faults: string[] = []
  const rules = Object.entries(attributes).flatMap(([name, from]): Rule[] => {
    try {
      return [ruleFor(name, from)]
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      faults.push(`attribute ${quoted(name)}: ${error.message}`)
      return []
    }
  })
  if (faults.length > 0) throw new AppError('invalid', `mapping ${quoted(file)}: ${faults.join('; ')}`)
  return { format, record, settings, source, ...applying(rules) }
}

function ruleFor(name: string, from: string | { readonly value: string | number | boolean }): Rule {
  const keyed = ATTRIBUTE_BY_KEY.get(fieldKey(name))
  if (!keyed) throw new AppError('invalid', `is no attribute of an offer; ${similarTo(name)}`)
  if (typeof from !== 'string') return { name: keyed.name, fields: [], value: () => from.value }
  if (/\{\{|\{%/.test(from)) {
    const { fields, value }: Expression = liquidExpression(from)
    return { name: keyed.name, fields: fields.filter((field) => field !== 'fields'), value }
  }
  const path = pathOf(from)
  return {
    name: keyed.name,
    fields: path.slice(0, 1),
    value: (fields) => fields.get(fieldKey(from)) ?? at(fields, path),
  }
}

/** Names that have a part in common, else those every offer needs. */
function similarTo(name: string): string {
  const key = fieldKey(name)
  const similar = [...ATTRIBUTE_BY_KEY.values()]
    .map((each) => each.name)
    .filter((own) => key.length >= 3 && (own.toLowerCase().includes(key) || key.includes(own.toLowerCase())))
  const names =
    similar.length > 0 ? [...new Set(similar)].slice(0, 5) : ['id', 'title', 'link', 'price', 'availability']
  return `write a name such as ${names.map(quoted).join(', ')}`
}

/** `price.amount`, `images[0].src` */
const pathOf = (field: string): string[] => field.split(/[.[\]]+/).filter((part) => part !== '')

function at(fields: RawFields, path: readonly string[]): RawValue | undefined {
  let value: RawValue | undefined = fields
  for (const part of path) {
    if (value === undefined) return undefined
    if (isList(value)) value = /^\d{1,6}$/.test(part) ? value[Number(part)] : undefined
    else value = isFields(value) ? value.get(fieldKey(part)) : undefined
  }
  return value
}

function applying(rules: readonly Rule[]): Pick<Mapping, 'apply' | 'notices'> {
  const met = new Set<string>()
  const seen = new Set<string>()
  const failed = new Map<string, string>()
  const mapped = new Set(rules.map(({ name }) => name))
  const mappedValue = (rule: Rule, fields: RawFields): RawValue | undefined => {
    try {
      return rule.value(fields)
    } catch (error) {
      failed.set(rule.name, messageOf(error))
      return undefined
    }
  }
  return {
    apply(given) {
      const record = { ...given, fields: withOtherNames(given.fields, rules) }
      for (const key of record.fields.keys()) if (seen.size < 500) seen.add(key)
      for (const { fields } of rules) for (const field of fields) if (record.fields.has(fieldKey(field))) met.add(field)
      const values = rules.map((rule) => [rule.name, mappedValue(rule, record.fields)] as const)
      const kept = [...record.fields].filter(([key]) => {
        const name = ATTRIBUTE_BY_KEY.get(key)?.name
        return name === undefined || !mapped.has(name)
      })
      const made = values.flatMap(([name, value]) =>
        value === undefined || value === '' ? [] : [[fieldKey(name), value] as const],
      )
      return { ...record, fields: new Map([...kept, ...made]) }
    },
    notices: () => [
      ...[...failed].map(([name, why]) => `mapping attribute ${quoted(name)} failed for some records: ${why}`),
      ...rules.flatMap(({ name, fields }) =>
        fields
          .filter((field) => seen.size > 0 && !met.has(field))
          .map(
            (field) =>
              `mapping attribute ${quoted(name)}: no record has a field ${quoted(field)}; there are ${[...seen].slice(0, 15).map(quoted).join(', ')}`,
          ),
      ),
    ],
  }
}

/** A reader of a platform has its own name for what a file calls `name`; a rule may use either. */
function withOtherNames(fields: RawFields, rules: readonly Rule[]): RawFields {
  const added: [string, RawValue][] = []
  for (const field of rules.flatMap((rule) => rule.fields)) {
    const key = fieldKey(field)
    const name = fields.has(key) ? undefined : ATTRIBUTE_BY_KEY.get(key)?.name
    const own = name && [...fields].find(([other]) => ATTRIBUTE_BY_KEY.get(other)?.name === name)
    if (own) added.push([key, own[1]])
  }
  return added.length > 0 ? new Map([...fields, ...added]) : fields
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

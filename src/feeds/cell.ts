import type { Attribute, Measure } from '../catalog/attribute.ts'
import type { ChannelAttribute, MeasureBounds, ValueForm } from '../channels/channel.ts'
import type { Column, ColumnField } from './columns.ts'
import { codePoints, cutText, isLongerThan } from './cut-text.ts'
import type { CellValue } from './row.ts'
import type { TableRuleName } from './table-rules.ts'
import { formatNumber, formatValue } from './values.ts'

/** Told of each value that does not go into the row as it is. */
export type Objection = (rule: TableRuleName, found: string) => void

/** What of an attribute's value the platform takes, in its spelling; empty when nothing remains. */
export function cellValues(column: Column, raw: unknown, form: ValueForm, object: Objection): readonly CellValue[] {
  if (!column.isList) {
    const value = cellValue(column, raw, form, object)
    return value === undefined ? [] : [value]
  }
  const values: CellValue[] = []
  for (const item of raw as readonly unknown[]) {
    const value = cellValue(column, item, form, object)
    if (value !== undefined) values.push(value)
  }
  return withinCounts(column.attribute, values, object)
}

function cellValue(column: Column, raw: unknown, form: ValueForm, object: Objection): CellValue | undefined {
  return column.fields.length > 0
    ? groupValue(column, raw as Readonly<Record<string, unknown>>, form, object)
    : singleValue(column.attribute, column.value, raw, form, object)
}

function groupValue(
  { attribute, fields }: Column,
  raw: Readonly<Record<string, unknown>>,
  form: ValueForm,
  object: Objection,
): CellValue | undefined {
  const values = fields.map((field) => fieldValue(attribute, field, raw[field.field.from], form, object))
  const missing = fields.find(({ field }, at) => field.need === 'always' && values[at] === undefined)
  if (missing) {
    object('group-incomplete', `${attribute.name} has no ${missing.field.name}`)
    return undefined
  }
  return values.some((value) => value !== undefined) ? values : undefined
}

function fieldValue(
  attribute: ChannelAttribute,
  { field, value }: ColumnField,
  raw: unknown,
  form: ValueForm,
  object: Objection,
): string | undefined {
  if (raw === undefined) return undefined
  const text = formatValue(value.kind, raw, form)
  if (text === undefined) return undefined
  const name = `${attribute.name}.${field.name}`
  if (field.values) return listed(field.values, text, name, object)
  return field.charsMax === undefined ? text : cut(text, field.charsMax, name, object)
}

function singleValue(
  attribute: ChannelAttribute,
  value: Attribute,
  raw: unknown,
  form: ValueForm,
  object: Objection,
): string | undefined {
  const { name, spell, values, parts, as, measure } = attribute
  if (measure) return measureText(measure, raw as Measure, name, object)
  if (value.kind === 'integer' || value.kind === 'number') return numberText(attribute, raw as number, object)
  if (as === 'date') return new Date(raw as number).toISOString().slice(0, 10)
  const text = formatValue(value.kind, raw, form)
  if (text === undefined) return undefined
  if (as === 'json') return jsonText(text, name, object)
  if (spell) {
    if (Object.hasOwn(spell, text)) return spell[text]
    object('value-unknown', `${name} is "${shown(text)}", known are ${Object.keys(spell).join(', ')}`)
    return undefined
  }
  if (values) return listed(values, text, name, object)
  if (attribute.characters && !CHARACTERS[attribute.characters].test(text)) {
    object('characters-refused', `${name} is "${shown(text)}"`)
    return undefined
  }
  return withinLength(attribute, parts ? withinParts(attribute, text, object) : text, object)
}

/** What each word of `characters` lets through. */
const CHARACTERS: Readonly<Record<NonNullable<ChannelAttribute['characters']>, RegExp>> = {
  'no-emoji': /^\P{Extended_Pictographic}*$/u,
  'ascii-unquoted': /^[\x20\x21\x23-\x26\x28-\x7e]*$/,
}

function withinLength(attribute: ChannelAttribute, text: string, object: Objection): string | undefined {
  const { name, charsMax, charsMin, over = 'cut' } = attribute
  if (charsMin !== undefined && text.length < charsMin * 2 && codePoints(text) < charsMin)
    object('value-short', `${name} has ${codePoints(text)} characters, at least ${charsMin} are wanted`)
  if (charsMax === undefined || !isLongerThan(text, charsMax)) return text
  if (over === 'cut') return cut(text, charsMax, name, object)
  const found = `${name} has ${codePoints(text)} characters, at most ${charsMax} are taken`
  object(over === 'reject' ? 'value-too-long' : 'value-left-out', found)
  return undefined
}

function cut(text: string, charsMax: number, name: string, object: Objection): string {
  if (!isLongerThan(text, charsMax)) return text
  object('value-cut', `${name} has ${codePoints(text)} characters, at most ${charsMax} are taken`)
  return cutText(text, charsMax)
}

function withinParts({ name, parts }: ChannelAttribute, text: string, object: Objection): string {
  const separator = parts?.separator.trim() || parts?.separator
  if (!parts || separator === undefined || !text.includes(separator)) {
    return parts?.charsMax === undefined ? text : cut(text, parts.charsMax, name, object)
  }
  const all = text.split(separator).map((part) => part.trim())
  const given = all.filter((part) => part !== '')
  if (given.length > parts.max) object('too-many-values', `${name} has ${given.length} parts, ${parts.max} are taken`)
  return given
    .slice(0, parts.max)
    .map((part) => (parts.charsMax === undefined ? part : cut(part, parts.charsMax, name, object)))
    .join(parts.separator)
}

/** The platform's spelling of a value of its list, whose letter case the shop may have missed. */
function listed(values: readonly string[], text: string, name: string, object: Objection): string | undefined {
  if (values.includes(text)) return text
  const lower = text.toLowerCase()
  const match = values.find((value) => value.toLowerCase() === lower)
  const known = values.length > 12 ? `${values.slice(0, 12).join(', ')} …` : values.join(', ')
  if (match === undefined) object('value-unknown', `${name} is "${shown(text)}", known are ${known}`)
  return match
}

function numberText(attribute: ChannelAttribute, value: number, object: Objection): string | undefined {
  const { name, numberMin = Number.NEGATIVE_INFINITY, numberMax = Number.POSITIVE_INFINITY, decimalsMax } = attribute
  const text = formatNumber(value, decimalsMax)
  if (text !== undefined && value >= numberMin && value <= numberMax) return text
  object('number-out-of-range', `${name} is ${value}, taken is ${rangeText(numberMin, numberMax)}`)
  return undefined
}

function measureText(bounds: MeasureBounds, raw: Measure, name: string, object: Objection): string | undefined {
  const unit = bounds.units.find((known) => known.toLowerCase() === raw.unit.trim().toLowerCase())
  if (unit === undefined) {
    object('unit-unknown', `${name} is in "${shown(raw.unit)}", known are ${bounds.units.join(', ')}`)
    return undefined
  }
  const text = formatNumber(raw.value, bounds.decimalsMax)
  const [least = 0, most = Number.POSITIVE_INFINITY] = bounds.range?.[unit] ?? []
  const isAllowed =
    text !== undefined &&
    raw.value >= least &&
    raw.value <= most &&
    (!bounds.aboveZero || Number(text) > 0) &&
    (!bounds.numbers || bounds.numbers.includes(raw.value) || bounds.also?.includes(`${text} ${unit}`))
  if (isAllowed) return `${text} ${unit}`
  const taken = bounds.numbers ? [...bounds.numbers, ...(bounds.also ?? [])].join(', ') : rangeText(least, most)
  object('number-out-of-range', `${name} is ${raw.value} ${unit}, taken is ${taken}`)
  return undefined
}

const rangeText = (least: number, most: number): string => {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more`
  return least === Number.NEGATIVE_INFINITY ? `${most} or less` : `${least} to ${most}`
}

function jsonText(text: string, name: string, object: Objection): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return JSON.stringify(value)
  } catch {
    // Told below, like JSON that is no object.
  }
  object('json-unreadable', `${name} is ${shown(text)}`)
  return undefined
}

function withinCounts(
  { name, repeatMax, repeatMin, charsTotalMax }: ChannelAttribute,
  values: readonly CellValue[],
  object: Objection,
): readonly CellValue[] {
  let kept = values
  const most = repeatMax === undefined ? 1 : (repeatMax ?? Number.POSITIVE_INFINITY)
  if (kept.length > most) {
    // Where the platform has one value, the first is what a shop means; nothing needs mending.
    if (most > 1) object('too-many-values', `${name} has ${kept.length} values, ${most} are taken`)
    kept = kept.slice(0, most)
  }
  if (charsTotalMax !== undefined) kept = withinTotal(name, charsTotalMax, kept, object)
  if (repeatMin !== undefined && kept.length > 0 && kept.length < repeatMin) {
    object('too-few-values', `${name} has ${kept.length} values, at least ${repeatMin} are taken`)
    return []
  }
  return kept
}

/** The first values that fit together, separators counted. */
function withinTotal(
  name: string,
  charsMax: number,
  values: readonly CellValue[],
  object: Objection,
): readonly CellValue[] {
  let total = 0
  const fitting = values.findIndex((value) => {
    const texts = typeof value === 'string' ? [value] : value
    for (const text of texts) total += codePoints(text ?? '') + 1
    return total - 1 > charsMax
  })
  if (fitting === -1) return values
  object('too-many-values', `${name} has more than ${charsMax} characters in sum, the first ${fitting} fit`)
  return values.slice(0, fitting)
}

/** A value in a message: enough to find it by. */
const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)

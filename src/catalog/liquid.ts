/**
 * The expressions of a mapping: Liquid, by a library that knows neither files nor the clock here.
 *
 * Threat: a mapping somebody sends that never ends, fills the memory or reads what it should not. Layers: only the tags
 * and filters listed below exist, no template can name another, values are own data behind a wall of their own
 * look-up, and parsing, rendering and memory are bounded for each value. Left open: a mapping is run for every record,
 * so a slow one makes a slow import.
 */
import { Drop, Liquid, type Template } from 'liquidjs'
import { AppError, messageOf } from '../shared/errors.ts'
import { fieldKey, isFields, isList, type RawFields, type RawValue } from './raw-record.ts'

/** As `import --help` tells them. */
export const LIQUID_TAGS = ['assign', 'break', 'capture', 'case', 'comment', 'continue', 'for', 'if', 'raw', 'unless']
export const LIQUID_FILTERS = [
  ...['abs', 'append', 'at_least', 'at_most', 'capitalize', 'ceil', 'compact', 'concat', 'default', 'divided_by'],
  ...['downcase', 'escape', 'first', 'floor', 'join', 'last', 'lstrip', 'map', 'minus', 'modulo', 'newline_to_br'],
  ...['plus', 'prepend', 'remove', 'remove_first', 'replace', 'replace_first', 'reverse', 'round', 'rstrip', 'size'],
  ...['slice', 'sort', 'split', 'strip', 'strip_html', 'strip_newlines', 'times', 'truncate', 'truncatewords', 'uniq'],
  ...['upcase', 'url_decode', 'url_encode', 'where'],
]

/** Of one expression: characters, then milliseconds and pieces of memory for one value. */
export const LIQUID_LIMITS = { chars: 4_000, renderMs: 100, memory: 200_000 }

/** One value of a record, made of its fields. */
export interface Expression {
  /** Names of the fields it reads. */
  readonly fields: readonly string[]
  value(fields: RawFields): string
}

let engine: Liquid | undefined

function boundedEngine(): Liquid {
  const made = new Liquid({
    cache: false,
    templates: {},
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: LIQUID_LIMITS.chars,
    renderLimit: LIQUID_LIMITS.renderMs,
    memoryLimit: LIQUID_LIMITS.memory,
  })
  for (const name of Object.keys(made.tags)) if (!LIQUID_TAGS.includes(name)) delete made.tags[name]
  for (const name of Object.keys(made.filters)) if (!LIQUID_FILTERS.includes(name)) delete made.filters[name]
  return made
}

/** Throws AppError `invalid` in words that name what is allowed. */
export function liquidExpression(source: string): Expression {
  engine ??= boundedEngine()
  const liquid = engine
  const templates = parsed(liquid, source)
  const names = liquid.globalVariablesSync(templates)
  return {
    fields: names,
    value(fields) {
      const scope: Record<string, unknown> = Object.create(null)
      for (const name of names)
        scope[name] = name === 'fields' ? new FieldsDrop(fields) : plain(fields.get(fieldKey(name)))
      try {
        return String(liquid.renderSync(templates, scope)).trim()
      } catch (error) {
        throw new AppError('invalid', firstLine(messageOf(error)), { cause: error })
      }
    },
  }
}

function parsed(liquid: Liquid, source: string): Template[] {
  if (source.length > LIQUID_LIMITS.chars)
    throw new AppError('invalid', `the expression is longer than ${LIQUID_LIMITS.chars} characters`)
  try {
    return liquid.parse(source)
  } catch (error) {
    const why = firstLine(messageOf(error))
    const hint = /filter/.test(why)
      ? `; filters are ${LIQUID_FILTERS.join(', ')}`
      : /tag "/.test(why)
        ? `; tags are ${LIQUID_TAGS.join(', ')}`
        : ''
    throw new AppError('invalid', `${why}${hint}`, { cause: error })
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

/** Fields by any spelling of their names: `{{ fields["Sale Price"] }}`. */
class FieldsDrop extends Drop {
  readonly #own: RawFields

  constructor(own: RawFields) {
    super()
    this.#own = own
    // The library looks at an object's own names before it asks for a field.
    for (const name of ['__proto__', 'constructor']) Object.defineProperty(this, name, { value: undefined })
  }

  override liquidMethodMissing(key: string | number): unknown {
    return plain(this.#own.get(fieldKey(String(key))))
  }
}

function plain(value: RawValue | undefined): unknown {
  if (value === undefined) return undefined
  if (isFields(value)) return new FieldsDrop(value)
  return isList(value) ? value.map(plain) : value
}

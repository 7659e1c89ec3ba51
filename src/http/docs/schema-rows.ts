/** The part of JSON Schema that our OpenAPI document uses. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly example?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** One line about one field: `items[].price`, what it is, and what to write. */
export interface SchemaRow {
  readonly name: string
  readonly type: TypeText
  readonly required: boolean
  readonly description?: string
  readonly options: readonly string[]
  readonly example?: string
}

/** Words, with the names of schemas that have a place of their own. */
export type TypeText = readonly (string | { readonly schema: string })[]

/** The fields of a schema, those of unnamed inner objects under their path. Named inner schemas are only named. */
export function schemaRows(schema: JsonSchema, prefix = ''): SchemaRow[] {
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) return alternatives.flatMap((alternative) => schemaRows(alternative, prefix))
  if (schema.type === 'array' && schema.items) return schemaRows(schema.items, `${prefix}[]`)
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    return [rowOf(path, field, schema.required?.includes(name) ?? false), ...schemaRows(field, path)]
  })
}

/** That a field may be null as well as absent is left unsaid. */
const alternativesOf = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).filter(({ type }) => type !== 'null')

function rowOf(name: string, schema: JsonSchema, required: boolean): SchemaRow {
  const leaf = schema.type === 'array' && schema.items ? schema.items : schema
  return {
    name,
    type: typeText(schema),
    required,
    description: schema.description ?? leaf.description,
    options: (leaf.enum ?? []).map(String),
    example: exampleText(schema.example ?? leaf.example ?? schema.default),
  }
}

const exampleText = (example: unknown): string | undefined =>
  example === undefined ? undefined : typeof example === 'string' ? example : JSON.stringify(example)

/** `text`, `array of EventInput`, `EventInput or array of EventInput`. */
export function typeText(schema: JsonSchema): TypeText {
  if (schema.$ref) return [{ schema: schema.$ref.split('/').at(-1) ?? '' }]
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) return joined(alternatives.map(typeText), schema.allOf ? ' and ' : ' or ')
  if (schema.const !== undefined) return [JSON.stringify(schema.const)]
  if (Array.isArray(schema.type))
    return joined(
      (schema.type as string[]).map((type) => [typeName(type)]),
      ' or ',
    )
  if (schema.type === 'array') return ['array of ', ...(schema.items ? typeText(schema.items) : ['anything'])]
  if (schema.format === 'date-time') return ['ISO 8601 time']
  if (schema.format === 'uri') return ['address']
  if (schema.format === 'binary') return ['file']
  return [typeName(schema.type as string | undefined)]
}

const joined = (parts: readonly TypeText[], separator: string): TypeText =>
  parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]))

const typeName = (type: string | undefined): string => (type === 'string' ? 'text' : (type ?? 'anything'))

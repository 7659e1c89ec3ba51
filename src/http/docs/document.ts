import type { JsonSchema } from './schema-rows.ts'

/** The part of an OpenAPI 3.1 document that the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly servers?: readonly { readonly url: string }[]
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> }
}

export interface Operation {
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses?: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: JsonSchema
}

export type Content = Readonly<Record<string, { readonly schema?: JsonSchema; readonly example?: unknown }>>

export interface Entry {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** Every operation under its tag, in the order of the tags. */
export function entriesByTag(document: ApiDocument): { tag: string; description?: string; entries: Entry[] }[] {
  const groups = new Map(
    (document.tags ?? []).map(({ name, description }) => [name, { description, entries: [] as Entry[] }]),
  )
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(methods)) {
      const id = `${method}${path.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '')}`
      groups.get(operation.tags?.[0] ?? '')?.entries.push({ id, method: method.toUpperCase(), path, operation })
    }
  return [...groups].map(([tag, group]) => ({ tag, ...group })).filter(({ entries }) => entries.length > 0)
}

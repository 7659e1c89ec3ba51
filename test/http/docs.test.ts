import { beforeAll, describe, expect, it } from 'vitest'
import { PROBLEMS } from '../../src/http/problems.ts'
import { PUBLIC_URL, type TestService, testService } from './service.ts'

type Json = Record<string, unknown>
interface Operation {
  readonly summary?: string
  readonly tags?: string[]
  readonly parameters?: { name: string; in: string; schema: Json; required?: boolean }[]
  readonly requestBody?: { content: Record<string, { schema: Json }> }
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
  readonly security?: Record<string, string[]>[]
}
interface Document {
  readonly openapi: string
  readonly info: { title: string; version: string }
  readonly servers: { url: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> }
}

let service: TestService
let document: Document
let operations: [string, Operation][]
beforeAll(async () => {
  service = await testService()
  document = (await (await service.request('/openapi.json')).json()) as Document
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )
})

/** A schema and every schema inside it. */
function* schemasIn(schema: Json): Generator<Json> {
  yield schema
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema
  const inner = [...Object.values(properties as Json), items, additionalProperties, anyOf, oneOf, allOf].flat()
  for (const one of inner) if (typeof one === 'object' && one !== null) yield* schemasIn(one as Json)
}

/** Every object inside a value. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  yield value as Json
  for (const inner of Object.values(value)) yield* objectsIn(inner)
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and at the public address', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: PUBLIC_URL }])
    expect(document.info.title).toBeTruthy()
  })

  it('lists every route the service has, and none it has not', () => {
    const served = service.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map(([name]) => name).sort()).toEqual([...new Set(served)].sort())
  })

  it('describes each with words, a tag, answers, and a schema for whatever it takes or gives', () => {
    for (const [name, operation] of operations) {
      expect(operation.summary?.length, name).toBeGreaterThan(8)
      expect(operation.tags, name).toHaveLength(1)
      expect(Object.keys(operation.responses).length, name).toBeGreaterThan(0)
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status, name).toMatch(/^[2345]\d\d$/)
        expect(response.description, `${name} ${status}`).toBeTruthy()
        for (const { schema } of Object.values(response.content ?? {}))
          expect(schema, `${name} ${status}`).toBeTypeOf('object')
      }
      for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
        expect(schema, name).toBeTypeOf('object')
    }
  })

  it('declares the parameters of every path, and takes a body exactly where one is sent', () => {
    for (const [name, operation] of operations) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(declared.map((parameter) => parameter.name).sort(), name).toEqual(inPath.sort())
      for (const parameter of declared) expect(parameter.required, name).toBe(true)
      if (/^(GET|DELETE)/.test(name)) expect(operation.requestBody, name).toBeUndefined()
      if (/^(POST|PUT) \/v1/.test(name) && !name.endsWith('/refresh')) expect(operation.requestBody, name).toBeDefined()
    }
  })

  it('refers to nothing that is not there, and holds patterns and types that JSON Schema knows', () => {
    const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']
    for (const object of objectsIn(document)) {
      if (typeof object.$ref === 'string') {
        const name = object.$ref.replace('#/components/schemas/', '')
        expect(document.components.schemas[name], object.$ref).toBeDefined()
      }
      if (typeof object.pattern === 'string') expect(() => new RegExp(object.pattern as string, 'u')).not.toThrow()
      if (typeof object.pattern === 'string') expect(object.pattern).not.toMatch(/\/[a-z]*$/)
      expect(object.nullable).toBeUndefined()
    }
    for (const schema of Object.values(document.components.schemas).flatMap((one) => [...schemasIn(one)]))
      for (const type of [schema.type ?? []].flat()) expect(types).toContain(type)
  })

  it('names its security schemes and uses no other', () => {
    const known = Object.keys(document.components.securitySchemes)
    expect(known.sort()).toEqual(['basic', 'bearer', 'token'])
    for (const [name, { security = [] }] of operations)
      for (const requirement of security)
        for (const scheme of Object.keys(requirement)) expect(known, name).toContain(scheme)
  })

  it('asks for a key wherever the service does', async () => {
    for (const [name, { security = [] }] of operations) {
      const [method, path] = name.split(' ') as [string, string]
      if (!path.startsWith('/v1/') && !path.startsWith('/feeds/')) continue
      const response = await service.request(path.replace(/\{\w+\}/g, 'default'), { method })
      expect(response.status, name).toBe(401)
      expect(security.length, name).toBeGreaterThan(0)
    }
  })
})

describe('the page of it', () => {
  it('tells every route, schema and problem, and needs neither script nor anything from elsewhere', async () => {
    const response = await service.request('/docs')
    expect(response.headers.get('Content-Type')).toMatch(/^text\/html/)
    const html = await response.text()
    for (const [name, operation] of operations) {
      expect(html, name).toContain(name.split(' ')[1])
      expect(html, name).toContain(operation.summary?.replace(/&/g, '&amp;').replace(/"/g, '&quot;'))
    }
    for (const schema of Object.keys(document.components.schemas)) expect(html).toContain(`id="schema-${schema}"`)
    for (const code of Object.keys(PROBLEMS)) expect(html).toContain(`id="problem-${code}"`)
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/src="|<link rel="stylesheet"|@import/)
    for (const [, address] of html.matchAll(/url\("([^"]*)"\)/g)) expect(address).toMatch(/^\/faces\//)
  })

  it('has a target for every link inside it, once', async () => {
    const html = await (await service.request('/docs')).text()
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
  })
})

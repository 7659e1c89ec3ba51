/** @jsxImportSource hono/jsx */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import type { ApiDocument } from '../docs/document.ts'
import { docsPage } from '../docs/page.tsx'
import { docsStyle } from '../docs/style.ts'
import type { AppEnv } from '../env.ts'
import { inlineSources } from '../security-headers.ts'

const TAGS = [
  { name: 'Events', description: 'What visitors did, from the shop’s pages or servers.' },
  { name: 'Catalog', description: 'Offers: one sellable variant each, replaced by file or changed one by one.' },
  { name: 'Visitors', description: 'What somebody looked at, put in the cart or nearly bought, and did not.' },
  { name: 'Feeds', description: 'Catalog files for ad platforms, with the labels that abandonment gives them.' },
  { name: 'Pictures', description: 'Ad images and the photos they are made of.' },
  { name: 'Studio', description: 'Pages for people.' },
  { name: 'Operation', description: 'What operators and their machines ask.' },
]

const DESCRIPTION = `Catalog and abandoned items in; product feeds, ad images and audiences out.

JSON is camelCase, times are ISO 8601 with zone, and money is a decimal in major units with its currency. A key is sent as \`Authorization: Bearer sg_…\`, or as user name or password of HTTP Basic. A \`write\` key can only send events and may stand in a public page; a \`feed\` key opens only feeds, which also take it as \`?token=\`. What belongs to somebody else and what does not exist are answered alike.

The demo shop is invented: with \`?shop=demo\` its offers are read without a key.`

const documentRoute = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['Operation'],
  summary: 'This description for machines',
  responses: {
    200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } },
  },
})

const pageRoute = createRoute({
  method: 'get',
  path: '/docs',
  tags: ['Operation'],
  summary: 'This description for people',
  responses: { 200: { description: 'A page', content: { 'text/html': { schema: z.string() } } } },
})

/** Comes last: it describes what the other groups have added. */
export function addDocsRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const components = app.openAPIRegistry
  components.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  components.registerComponent('securitySchemes', 'basic', { type: 'http', scheme: 'basic' })
  components.registerComponent('securitySchemes', 'token', { type: 'apiKey', in: 'query', name: 'token' })

  const sources = inlineSources({ style: docsStyle }, deps.digest)
  let texts: { document: string; page: string } | undefined
  const described = () => {
    if (texts) return texts
    const document = app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Second Glance API', version: '1.0.0', description: DESCRIPTION },
      servers: [{ url: deps.publicUrl }],
      tags: TAGS,
    })
    const text = JSON.stringify(document, withoutRegexFlags)
    texts = { document: text, page: docsPage(JSON.parse(text) as ApiDocument) }
    return texts
  }

  app.openapi(documentRoute, (c) => c.body(described().document, 200, { 'Content-Type': 'application/json' }) as never)
  app.openapi(pageRoute, (c) => {
    c.set('inlineSources', sources)
    return c.html(described().page)
  })
}

/** JSON Schema's patterns stand without slashes and flags; the generator leaves the closing half of them in. */
const withoutRegexFlags = (key: string, value: unknown): unknown =>
  key === 'pattern' && typeof value === 'string' ? value.replace(/\/[a-z]+$/, '') : value

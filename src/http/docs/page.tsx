/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html'
import { PROBLEMS } from '../problems.ts'
import { type ApiDocument, type Content, type Entry, entriesByTag, type Operation } from './document.ts'
import { type JsonSchema, type SchemaRow, schemaRows, type TypeText, typeText } from './schema-rows.ts'
import { docsStyle } from './style.ts'

/** The OpenAPI document as a page to read: whole, without script, and with nothing from elsewhere. */
export function docsPage(document: ApiDocument): string {
  const groups = entriesByTag(document)
  const schemas = Object.entries(document.components?.schemas ?? {})
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{document.info.title}</title>
        <link rel="icon" href="data:," />
        <style>{raw(docsStyle)}</style>
      </head>
      <body>
        <div class="page">
          <nav class="contents" aria-label="Contents">
            <a class="wordmark" href="/">
              Second Glance
            </a>
            <ul>
              {groups.map(({ tag, entries }) => (
                <li>
                  <a class="group-name" href={`#${anchorOf(tag)}`}>
                    {tag}
                  </a>
                  <ul>
                    {entries.map(({ id, method, path }) => (
                      <li>
                        <a href={`#${id}`}>
                          <Method name={method} />
                          <code>{path}</code>
                        </a>
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
              <li>
                <a class="group-name" href="#schemas">
                  Schemas
                </a>
              </li>
              <li>
                <a class="group-name" href="#problems">
                  Problems
                </a>
              </li>
            </ul>
          </nav>
          <main>
            <h1>{document.info.title}</h1>
            {(document.info.description ?? '').split('\n\n').map((paragraph) => (
              <p class="intro">
                <Prose text={paragraph} />
              </p>
            ))}
            <dl class="facts">
              <dt>Address</dt>
              <dd>
                <code>{document.servers?.[0]?.url}</code>
              </dd>
              <dt>For machines</dt>
              <dd>
                <a href="/openapi.json">openapi.json</a>, OpenAPI 3.1
              </dd>
            </dl>
            {groups.map(({ tag, description, entries }) => (
              <section>
                <h2 id={anchorOf(tag)}>{tag}</h2>
                {description && <p>{description}</p>}
                {entries.map((entry) => (
                  <OperationArticle entry={entry} />
                ))}
              </section>
            ))}
            <section>
              <h2 id="schemas">Schemas</h2>
              {schemas.map(([name, schema]) => (
                <article id={`schema-${name}`}>
                  <h3>{name}</h3>
                  <SchemaFields schema={schema} />
                </article>
              ))}
            </section>
            <ProblemList />
          </main>
        </div>
      </body>
    </html>
  )
  return `<!doctype html>${page.toString()}`
}

const anchorOf = (tag: string): string => `tag-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`

const Method = ({ name }: { name: string }) => <span class={`method ${name.toLowerCase()}`}>{name}</span>

/** Text in which `code` is marked as Markdown marks it. */
const Prose = ({ text }: { text: string }) => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>
)

const OperationArticle = ({ entry: { id, method, path, operation } }: { entry: Entry }) => (
  <article id={id}>
    <h3>{operation.summary}</h3>
    <p class="address">
      <Method name={method} />
      <span>{path}</span>
    </p>
    {operation.description && (
      <p class="description">
        <Prose text={operation.description} />
      </p>
    )}
    <p class="description type">{keyWords(operation)}</p>
    <Parameters operation={operation} />
    {operation.requestBody && (
      <>
        <h4>Body</h4>
        <ContentFields content={operation.requestBody.content} />
      </>
    )}
    <h4>Answers</h4>
    <div class="table answers">
      <table>
        {Object.entries(operation.responses ?? {}).map(([status, response]) => (
          <tr>
            <th scope="row">
              <span class="status">{status}</span>
            </th>
            <td>
              {response.description}
              {response.content && !isProblem(response.content) && <ContentFields content={response.content} />}
            </td>
          </tr>
        ))}
      </table>
    </div>
  </article>
)

function keyWords({ security }: Operation): string {
  if (!security || security.length === 0) return 'No key needed.'
  const isOptional = security.some((requirement) => Object.keys(requirement).length === 0)
  const inQuery = security.some((requirement) => 'token' in requirement)
  const ways = `A key as Bearer or Basic${inQuery ? ', or as token in the query' : ''}.`
  return isOptional ? `${ways} Some of it is open; see above.` : ways
}

const isProblem = (content: Content): boolean => 'application/problem+json' in content

const Parameters = ({ operation: { parameters = [] } }: { operation: Operation }) => {
  if (parameters.length === 0) return null
  return (
    <>
      <h4>Parameters</h4>
      <Rows
        rows={parameters.map(({ name, in: place, required = false, description, schema = {} }) => ({
          name: place === 'path' ? `{${name}}` : name,
          type: typeText(schema),
          required: required && place !== 'path',
          description: description ?? schema.description,
          options: (schema.enum ?? []).map(String),
          example: schema.example === undefined ? undefined : String(schema.example),
        }))}
      />
    </>
  )
}

const ContentFields = ({ content }: { content: Content }) => {
  const bodies = Object.entries(content)
  const [first] = bodies
  const fields = first?.[1].schema ? schemaRows(first[1].schema) : []
  return (
    <>
      <p class="type">
        {bodies.map(([type]) => type).join(', ')}
        {first?.[1].schema && hasName(first[1].schema) && (
          <>
            {': '}
            <Type text={typeText(first[1].schema)} />
          </>
        )}
      </p>
      {fields.length > 0 && <Rows rows={fields} />}
      {first?.[1].example !== undefined && <Example value={first[1].example} />}
    </>
  )
}

/** Keys and values one under the other, short lists and objects on one line. */
const Example = ({ value }: { value: unknown }) => <pre>{JSON.stringify(value, null, 2)}</pre>

const hasName = (schema: JsonSchema): boolean => typeText(schema).some((part) => typeof part !== 'string')

const FIELDS_UNFOLDED_MAX = 24

const SchemaFields = ({ schema }: { schema: JsonSchema }) => {
  const rows = schemaRows(schema)
  const description = schema.description && <p class="description">{schema.description}</p>
  if (rows.length <= FIELDS_UNFOLDED_MAX)
    return (
      <>
        {description}
        <Rows rows={rows} />
      </>
    )
  return (
    <>
      {description}
      <details>
        <summary>{rows.length} fields</summary>
        <Rows rows={rows} />
      </details>
    </>
  )
}

const Rows = ({ rows }: { rows: readonly SchemaRow[] }) => (
  <div class="table">
    <table>
      {rows.map(({ name, type, required, description, options, example }) => (
        <tr>
          <th scope="row">
            <code>{name}</code>
            {required && <span class="needed">required</span>}
          </th>
          <td>
            <span class="type">
              <Type text={type} />
            </span>
            {description && (
              <div>
                <Prose text={description} />
              </div>
            )}
            {options.length > 0 && <div class="options">{options.join(', ')}</div>}
            {example !== undefined && (
              <div class="example">
                for example <code>{example}</code>
              </div>
            )}
          </td>
        </tr>
      ))}
    </table>
  </div>
)

const Type = ({ text }: { text: TypeText }) => (
  <>{text.map((part) => (typeof part === 'string' ? part : <a href={`#schema-${part.schema}`}>{part.schema}</a>))}</>
)

const ProblemList = () => (
  <section>
    <h2 id="problems">Problems</h2>
    <p>
      Every refusal is an RFC 9457 problem document: <a href="#schema-Problem">its fields</a>. The code is stable; the
      detail is for a person.
    </p>
    <div class="table">
      <table>
        {Object.entries(PROBLEMS).map(([code, title]) => (
          <tr id={`problem-${code}`}>
            <th scope="row">
              <code>{code}</code>
            </th>
            <td>{title}</td>
          </tr>
        ))}
      </table>
    </div>
  </section>
)

import { parse } from 'yaml'
import { AppError } from '../../shared/errors.ts'
import { isFields } from '../raw-record.ts'
import { rawFromJson } from '../read-value.ts'
import { faultOf, fieldsOfJson } from './json.ts'
import type { JsonElement } from './json-source.ts'
import { RECORD_CHARS_MAX, type Reader, type Reading, recordOf, type SourceHead } from './reader.ts'

/** A list of products, at the top or under one key; each is parsed on its own. */
export const yaml: Reader = {
  id: 'yaml',
  name: 'YAML',
  detect: (head) => (yamlIndent(head) === undefined ? 0 : 0.5),
  async *read(text, { head }) {
    for await (const page of yamlElements(text, head))
      yield page.map(
        (element): Reading =>
          element.value ? recordOf(fieldsOfJson(element.value), { line: element.line }) : faultOf(element),
      )
  },
}

const FIRST_ITEM = /^(?:%.*\n|---.*\n|\s*#.*\n|\s*\n|[A-Za-z_]\w*:\s*\n)*([ \t]*)- +["']?[\w-]+["']?:(?: |$)/m

/** How far the items of the list are indented; undefined when the head is no such list. */
export function yamlIndent({ text }: SourceHead): string | undefined {
  const match = FIRST_ITEM.exec(text.replace(/^\ufeff/, ''))
  return match?.index === 0 ? match[1] : undefined
}

/**
 * The items of the list. Where one begins is seen by its indentation, which YAML keeps for the list's own dashes, so
 * a file of any size costs no more than an item; aliases reach no further than their item and are few.
 */
export async function* yamlElements(
  text: AsyncIterable<string>,
  head: SourceHead,
): AsyncGenerator<readonly JsonElement[]> {
  const dash = `${yamlIndent(head) ?? ''}- `
  let rest = ''
  let line = 0
  let item: string[] = []
  let itemLine = 0
  const take = (): JsonElement[] => (item.length === 0 ? [] : [{ line: itemLine, beside: new Map(), ...parsed(item) }])
  const read = (each: string): JsonElement[] => {
    line++
    if (each.startsWith(dash)) {
      const done = take()
      item = [each]
      itemLine = line
      return done
    }
    if (item.length > 0) item.push(each)
    return []
  }
  let chars = 0
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    const page = lines.flatMap((each) => read(each.replace(/\r$/, '')))
    chars = page.length > 0 ? 0 : chars + chunk.length
    if (chars > RECORD_CHARS_MAX)
      throw new AppError('invalid', `line ${itemLine}: a record is longer than ${RECORD_CHARS_MAX} characters`)
    if (page.length > 0) yield page
  }
  const last = [...(rest === '' ? [] : read(rest)), ...take()]
  const broken = last.at(-1)
  if (broken?.fault !== undefined)
    throw new AppError('invalid', `line ${broken.line}: the file ends inside a record (${broken.fault})`)
  if (last.length > 0) yield last
}

function parsed(lines: readonly string[]): Pick<JsonElement, 'value' | 'fault'> {
  try {
    const list: unknown = parse(lines.join('\n'), { maxAliasCount: 20, schema: 'core', logLevel: 'error' })
    const value = Array.isArray(list) ? (list[0] as unknown) : undefined
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && isFields(rawFromJson(value)))
      return { value: value as Readonly<Record<string, unknown>> }
    return { fault: 'a record is a map of fields' }
  } catch (error) {
    return { fault: error instanceof Error ? (error.message.split('\n', 1)[0] ?? '').slice(0, 200) : 'no YAML' }
  }
}

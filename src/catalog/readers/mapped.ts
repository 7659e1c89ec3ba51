import { AppError } from '../../shared/errors.ts'
import type { Mapping } from '../mapping.ts'
import { addField, fieldKey, type RawFields, type RawValue } from '../raw-record.ts'
import { rootOf } from './feed-xml.ts'
import { json } from './json.ts'
import { jsonFraming } from './json-source.ts'
import { jsonl } from './jsonl.ts'
import { type Reader, type Reading, recordOf, type SourceHead } from './reader.ts'
import { tableHead } from './table.ts'
import { isRow, tableRecords } from './table-records.ts'
import { type XmlElement, xmlRecords } from './xml-records.ts'
import { yaml, yamlIndent } from './yaml.ts'

/** The reader of a file that has a mapping: `known` with the mapping laid over, or the plain fields of the file. */
export function mappedReader(mapping: Mapping, head: SourceHead, known: () => Reader): Reader {
  const base = mapping.record !== undefined ? elementsCalled(mapping.record) : baseReader(head, known)
  return {
    ...base,
    async *read(text, context) {
      for await (const readings of base.read(text, context))
        yield readings.map(
          (reading): Reading =>
            reading.kind === 'record' ? { kind: 'record', record: mapping.apply(reading.record) } : reading,
        )
      for (const notice of mapping.notices()) context.notice(notice)
    },
  }
}

function baseReader(head: SourceHead, known: () => Reader): Reader {
  let reader: Reader | undefined
  try {
    reader = known()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const plain = plainReader(head)
    if (plain) return plain
    throw error
  }
  // Their own reading leaves out columns that it does not know.
  return reader.id === 'csv' || reader.id === 'tsv' ? { ...allColumns, id: reader.id } : reader
}

function plainReader(head: SourceHead): Reader | undefined {
  const framing = jsonFraming(head)
  if (framing) return framing === 'lines' ? jsonl : json
  if (rootOf(head.text) !== undefined)
    throw new AppError(
      'invalid',
      'a mapping of XML names the element that is one record: add "record": "product", the name of that element',
    )
  if (yamlIndent(head) !== undefined) return yaml
  return tableHead(head) ? allColumns : undefined
}

const allColumns: Reader = {
  id: 'table',
  name: 'any table',
  detect: () => 0,
  async *read(text, { head }) {
    for await (const rows of tableRecords(text, head))
      yield rows.map((row): Reading => (isRow(row) ? recordOf(row.cells, { line: row.line, packed: true }) : row))
  },
}

const elementsCalled = (name: string): Reader => ({
  id: 'xml',
  name: 'any XML',
  detect: () => 0,
  async *read(text) {
    for await (const records of xmlRecords(text, [name]))
      yield records.map(({ line, element }): Reading => recordOf(fieldsOf(element), { line }))
  },
})

/** Children and attributes by name; an element with nothing inside is its text. */
function fieldsOf(element: XmlElement): RawFields {
  const fields = new Map<string, RawValue>()
  for (const [name, value] of element.attributes) addField(fields, fieldKey(name), value)
  for (const child of element.children) {
    const leaf = child.children.length === 0 && child.attributes.size === 0
    const inner = leaf ? child.text.trim() : new Map([...fieldsOf(child), ['text', child.text.trim()] as const])
    addField(fields, fieldKey(child.name), inner)
  }
  return fields
}

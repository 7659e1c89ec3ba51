import fc from 'fast-check'
import type { Channel } from '../../src/channels/channel.ts'
import { columnsOf } from '../../src/feeds/columns.ts'
import type { Cell, CellValue, Row } from '../../src/feeds/row.ts'

const NASTY = [
  '&nbsp;',
  '&amp;',
  '&#38;',
  '&lt;b&gt;',
  '<![CDATA[x]]>',
  ']]>',
  '<script>alert("1")</script>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE x>',
  '=1+1',
  '@SUM(A1)',
  '"',
  '""',
  "'",
  ',',
  ':',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\u0000',
  '\u0008',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ud83d',
  '\udca1',
  '💡',
  'العربية',
  '日本語',
  'e\u0301',
  ' ',
]

/** Text with everything that has ever broken a feed in it, and any code unit of any plane beside. */
export const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 8 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))

/** Rows that no offer would give: hostile text in any attribute of the channel. */
export const hostileRow = (channel: Channel): fc.Arbitrary<Row> =>
  fc
    // Every row has its id, which stands first or second.
    .tuple(
      ...columnsOf(channel).map((column) =>
        column.index < 2 ? hostileCell(column) : fc.option(hostileCell(column), { nil: undefined, freq: 2 }),
      ),
    )
    .map((cells) => ({ offerId: 'x', cells: cells.filter((cell) => cell !== undefined) }))

function hostileCell({ index, fields, isList, attribute }: ReturnType<typeof columnsOf>[number]): fc.Arbitrary<Cell> {
  const part = fc.option(hostileText, { nil: undefined, freq: 4 })
  const value: fc.Arbitrary<CellValue> =
    fields.length > 0
      ? fc.tuple(hostileText, ...fields.slice(1).map(() => part)).map((parts) => parts as (string | undefined)[])
      : hostileText
  const maxLength = isList ? Math.min(attribute.repeatMax ?? 3, 3) : 1
  return fc.array(value, { minLength: 1, maxLength }).map((values) => ({ index, values }))
}

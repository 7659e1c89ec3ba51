import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { seeded } from './seeded-offers.ts'

const COLORS = ['Black', 'Tortoise', 'Crystal', 'Olive', 'Gunmetal', 'Honey & Amber', 'Blå', 'Größe M']
const WORDS = 'light acetate frame hand polished hinges spring scratch resistant lens case cloth round slim'.split(' ')

const COLUMNS = [
  'id',
  'item_group_id',
  'title',
  'description',
  'link',
  'image_link',
  'additional_image_link',
  'availability',
  'price',
  'sale_price',
  'brand',
  'mpn',
  'condition',
  'color',
  'material',
  'size',
  'gender',
  'age_group',
  'google_product_category',
  'product_type',
  'product_highlight',
  'custom_label_0',
  'custom_label_1',
  'shipping_weight',
  'is_bundle',
] as const

/** 25 attributes and about 1.3 KB; the same for the same seed. One row in `changeEvery` has another title. */
function* rows(count: number, changeEvery: number): Generator<readonly string[]> {
  const random = seeded(42)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  for (let at = 0; at < count; at++) {
    const group = `model-${Math.floor(at / 4)}`
    const minor = 4_900 + Math.floor(random() * 30_000)
    const price = (value: number) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')} EUR`
    const text = Array.from({ length: 50 }, () => pick(WORDS)).join(' ')
    const color = pick(COLORS)
    const isChanged = changeEvery > 0 && at % changeEvery === 0
    yield [
      `${group}-${at % 4}`,
      group,
      `Frame ${group}, ${color} "No. ${at}"${isChanged ? ' (new)' : ''}`,
      `${text}. ${text}`,
      `https://shop.example/p/${group}?variant=${at % 4}&ref=feed`,
      `https://cdn.example/photos/${at}.jpg`,
      `https://cdn.example/photos/${at}-1.jpg,https://cdn.example/photos/${at}-2.jpg`,
      random() < 0.9 ? 'in_stock' : 'out_of_stock',
      price(minor),
      random() < 0.2 ? price(minor - 1_000) : '',
      'Halden',
      `HF-${at}`,
      'new',
      color,
      'acetate',
      pick(['S', 'M', 'L']),
      'unisex',
      'adult',
      '178',
      'Eyewear > Glasses > Round',
      'Spring hinges,Case and cloth',
      pick(['new', 'classic']),
      pick(['high', 'low']),
      '0.3 kg',
      'no',
    ]
  }
}

const csvCell = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

const xmlText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const xmlItem = (cells: readonly string[]): string =>
  `<item>\n${cells.map((cell, at) => (cell === '' ? '' : `<g:${COLUMNS[at]}>${xmlText(cell)}</g:${COLUMNS[at]}>\n`)).join('')}</item>\n`

const FORMS = {
  csv: {
    head: `${COLUMNS.join(',')}\n`,
    row: (cells: readonly string[]) => `${cells.map(csvCell).join(',')}\n`,
    foot: '',
  },
  rss: {
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n<title>Frames</title>\n',
    row: xmlItem,
    foot: '</channel>\n</rss>\n',
  },
}

export type Form = keyof typeof FORMS

/** A feed as text, whole. */
export function seededText(form: Form, count: number): string {
  const { head, row, foot } = FORMS[form]
  return head + [...rows(count, 0)].map(row).join('') + foot
}

/** A feed on disk, of any size. */
export async function writeSeededFile(path: string, form: Form, count: number, changeEvery = 0): Promise<void> {
  const { head, row, foot } = FORMS[form]
  const file = createWriteStream(path)
  file.write(head)
  let block = ''
  for (const cells of rows(count, changeEvery)) {
    block += row(cells)
    if (block.length < 1 << 20) continue
    if (!file.write(block)) await once(file, 'drain')
    block = ''
  }
  file.end(block + foot)
  await once(file, 'close')
}

import { addressesOf } from './addresses.ts'
import { fieldsFrom, IdBook, listed, type Option, productReadings, stockAvailability, type Variant } from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { detectColumns, productsOfRows, type Row } from './table-records.ts'

/**
 * EC-CUBE's product CSV, Japanese headers, as a rule in Shift_JIS. Rows of one product id are its classes (規格).
 * 公開ステータス: 1 public, 2 hidden, 3 withdrawn. 通常価格 is the list price, 販売価格 what is paid.
 * Source: https://doc4.ec-cube.net/ and `tests/Fixtures/products.csv` of EC-CUBE, read 2026-11-24.
 */
export const ecCubeCsv: Reader = {
  id: 'ec-cube-csv',
  name: 'EC-CUBE product CSV',
  detect: (head) => detectColumns(head, ['商品id', '商品名', '販売価格']),
  async *read(text, given) {
    const context: ReaderContext = { ...given, currency: given.currency ?? 'JPY' }
    requireSettings('an EC-CUBE product CSV', context, { currency: true })
    if (given.currency === undefined) context.notice('prices were read as yen (JPY), since no currency is set')
    const ids = new IdBook(context)
    const { page, picture } = addressesOf(context, {
      name: 'an EC-CUBE product CSV',
      pictures: 'html/upload/save_image',
    })
    yield* productsOfRows(text, context, {
      begins: (row, first) =>
        row.cells.get('商品id') === undefined || row.cells.get('商品id') !== first.cells.get('商品id'),
      readings(rows): Reading[] {
        const { cells, line } = rows[0] as Row
        const id = cells.get('商品id')
        const hidden = hiddenAs(rows[0] as Row)
        if (id === undefined && !hidden) return [withoutId(line)]
        return productReadings(
          {
            handle: id,
            groupId: `product-${id}`,
            title: cells.get('商品名'),
            description: cells.get('商品説明詳細') ?? cells.get('商品説明一覧'),
            categories: listed(cells.get('商品カテゴリ名称'), ','),
            tags: listed(cells.get('タグ名称'), ','),
            link: page(`products/detail/${encodeURIComponent(id ?? '')}`),
            images: listed(cells.get('商品画像'), ',').flatMap((file) => picture(file) ?? []),
            hidden,
            variants: rows.map((row) => variantOf(row, context)),
          },
          ids,
          context,
        )
      },
    })
  },
}

const withoutId = (line: number): Reading => ({
  kind: 'fault',
  line,
  rule: 'id-missing',
  message: `line ${line}: 商品ID is empty, as in files that register new products, so the row has neither an id nor a page; export the products from EC-CUBE once they are registered`,
})

function hiddenAs({ cells }: Row): { rule: string; message: string } | undefined {
  if (cells.get('商品削除フラグ') === '1') return { rule: 'product-deleted', message: 'deleted products are no offers' }
  const status = cells.get('公開ステータスid') ?? '1'
  if (status === '1') return undefined
  return status === '3'
    ? { rule: 'product-archived', message: 'withdrawn products are no offers' }
    : { rule: 'product-hidden', message: 'products that are not public are no offers' }
}

function variantOf({ cells, line }: Row, context: ReaderContext): Variant {
  const unlimited = cells.get('在庫数無制限フラグ') === '1'
  const options = [1, 2].flatMap((at): Option[] => {
    const value = cells.get(`規格分類${at}名称`)
    return value === undefined ? [] : [[cells.get(`規格${at}名称`) ?? `規格${at}`, value]]
  })
  const classes = [cells.get('規格分類1id'), cells.get('規格分類2id')].filter((each) => each !== undefined)
  const id = cells.get('商品id')
  return {
    line,
    ids: [cells.get('商品コード'), [id, ...classes].join('-')],
    options: options.length > 0 ? options : classes.map((value, at): Option => [`規格${at + 1}`, value]),
    price: cells.get('販売価格'),
    before: cells.get('通常価格'),
    availability: stockAvailability(
      { tracked: !unlimited, quantity: Number(cells.get('在庫数') ?? 0), sellsOn: false },
      context,
    ),
    inventory: unlimited ? undefined : cells.get('在庫数'),
    fields: fieldsFrom({ gtin: cells.get('janコード') }),
  }
}

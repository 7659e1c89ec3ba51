import { addressesOf } from './addresses.ts'
import { fieldsFrom, IdBook, listed, productReadings, slugOf } from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { detectColumns, isRow, type Row, tableRecords } from './table-records.ts'

/**
 * Thelia's product import: `;`, texts in English and French side by side, lists of colours and materials in a cell,
 * `PRIX2` the promotional price. The colours are what a product comes in; none has a price or page of its own, so a
 * row is one offer.
 * Source: https://github.com/thelia/thelia `core/lib/Thelia/Command/Import`, read 2026-11-24.
 */
export const theliaCsv: Reader = {
  id: 'thelia-csv',
  name: 'Thelia product CSV',
  detect: (head) => detectColumns(head, ['ref', 'prix', 'photo', 'descriptiffr']),
  async *read(text, context) {
    requireSettings('a Thelia product CSV', context)
    const ids = new IdBook(context)
    const { page, picture } = addressesOf(context, { name: 'a Thelia product CSV' })
    const [first, second] = context.locale?.toLowerCase().startsWith('fr')
      ? (['fr', 'uk'] as const)
      : (['uk', 'fr'] as const)
    for await (const rows of tableRecords(text, context.head))
      yield rows.flatMap((row): Reading[] => {
        if (!isRow(row)) return [row]
        const { cells } = row
        const in2 = (name: string): string | undefined => cells.get(name + first) ?? cells.get(name + second)
        const title = cells.get(`titre${first}`) ?? cells.get(`titre${second}`) ?? cells.get('titre')
        const handle = slugOf(title ?? '')
        return productReadings(
          {
            handle,
            title,
            description: [in2('descriptif') ?? in2('chapo'), in2('postscriptum')].filter(Boolean).join('\n'),
            brand: cells.get('brand'),
            categories: listed(cells.get('categorie'), ';'),
            link: page(`${encodeURIComponent(handle)}.html`),
            images: listed(cells.get('photo'), ';').flatMap((file) => picture(file) ?? []),
            grouped: false,
            variants: [
              {
                line: row.line,
                ids: [cells.get('ref')],
                price: Number(cells.get('prix2')) > 0 ? cells.get('prix2') : cells.get('prix'),
                before: cells.get('prix'),
                availability: 'in_stock',
                fields: choicesOf(row, first, context),
              },
            ],
          },
          ids,
          context,
        )
      })
  },
}

/** One colour is the product's; several are a choice. Materials are together in one product. */
function choicesOf({ cells }: Row, language: string, { locale }: ReaderContext): ReturnType<typeof fieldsFrom> {
  const colors = listed(cells.get(`couleur${language}`) ?? cells.get('couleuruk'), ';')
  const materials = listed(cells.get(`material${language}`) ?? cells.get('materialuk'), ';')
  const other = locale?.toLowerCase().startsWith('fr') ? 'uk' : 'fr'
  const title = cells.get(`titre${other}`)
  const description = cells.get(`descriptif${other}`)
  return fieldsFrom({
    color: colors.length === 1 ? colors[0] : undefined,
    material: materials.slice(0, 3).join('/'),
    markets:
      title === undefined && description === undefined
        ? undefined
        : [fieldsFrom({ language: other === 'uk' ? 'en' : 'fr', title, description })],
  })
}

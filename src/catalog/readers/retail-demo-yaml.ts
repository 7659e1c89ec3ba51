import { addressesOf } from './addresses.ts'
import { faultOf, fieldsOfJson } from './json.ts'
import { fieldsFrom, IdBook, productReadings } from './product.ts'
import { textOf } from './raw-json.ts'
import { type Reader, type Reading, requireSettings } from './reader.ts'
import { yamlElements, yamlIndent } from './yaml.ts'

/**
 * The products of AWS's Retail Demo Store: a YAML list, stock and price as numbers, pictures by file name below their
 * category. `link` is where a picture was taken from, and no page of the shop.
 * Source: https://github.com/aws-samples/retail-demo-store `src/products`, read 2026-11-24.
 */
export const retailDemoYaml: Reader = {
  id: 'retail-demo-yaml',
  name: 'AWS Retail Demo Store YAML',
  detect: (head) =>
    yamlIndent(head) !== undefined && /^\s+current_stock:/m.test(head.text) && /^\s+style:/m.test(head.text) ? 0.95 : 0,
  async *read(text, context) {
    requireSettings('a Retail Demo Store list', context)
    const ids = new IdBook(context)
    const { page, picture } = addressesOf(context, { name: 'a Retail Demo Store list', pictures: 'images' })
    for await (const elements of yamlElements(text, context.head))
      yield elements.flatMap((element): Reading[] => {
        if (!element.value) return [faultOf(element)]
        const fields = fieldsOfJson(element.value)
        const [id = '', category = '', image] = ['id', 'category', 'image'].map((key) => textOf(fields.get(key)))
        const style = textOf(fields.get('style'))
        const stock = Number(textOf(fields.get('currentstock')) ?? 0)
        return productReadings(
          {
            handle: id,
            title: textOf(fields.get('name')),
            description: textOf(fields.get('description')),
            categories: [[category, style].filter(Boolean).join(' > ')],
            tags: (textOf(fields.get('promoted')) === 'true' ? ['promoted'] : []).concat(style ?? []),
            link: page(`#/product/${encodeURIComponent(id)}`),
            images: image === undefined ? [] : [picture(`${category}/${image}`) ?? ''].filter((url) => url !== ''),
            grouped: false,
            variants: [
              {
                line: element.line,
                ids: [id],
                price: textOf(fields.get('price')),
                availability: stock > 0 ? 'in_stock' : 'out_of_stock',
                inventory: stock,
                fields: fieldsFrom({ gender: textOf(fields.get('genderaffinity')) }),
              },
            ],
          },
          ids,
          context,
        )
      })
  },
}

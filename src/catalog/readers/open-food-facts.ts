import { quoted } from '../plain-text.ts'
import { isFields, isList, type RawValue } from '../raw-record.ts'
import { faultOf, fieldsOfJson } from './json.ts'
import { jsonElements, jsonFraming } from './json-source.ts'
import type { Reader, Reading } from './reader.ts'

/**
 * Open Food Facts' dumps describe foods and sell none: no record has a price or a page in a shop, and each is rejected
 * for that, by its bar code.
 * Source: https://wiki.openfoodfacts.org/Data_fields, read 2026-11-24.
 */
export const openFoodFacts: Reader = {
  id: 'open-food-facts',
  name: 'Open Food Facts JSON Lines',
  detect: (head) =>
    jsonFraming(head) !== undefined &&
    /"code"\s*:/.test(head.text) &&
    /"(?:nutriments|nova_groups?)"\s*:/.test(head.text)
      ? 0.9
      : 0,
  async *read(text, { head }) {
    for await (const page of jsonElements(text, jsonFraming(head) ?? 'lines'))
      yield page.map((element): Reading => {
        if (!element.value) return faultOf(element)
        const fields = fieldsOfJson(element.value)
        const code = textOf(fields.get('code'))
        const name = textOf(fields.get('productname')) ?? 'a product'
        return {
          kind: 'fault',
          line: element.line,
          offerId: code,
          rule: 'price-missing',
          message: `offer ${quoted(code ?? '')}: ${quoted(name)} has no price and no page; Open Food Facts describes products, so give a catalog of the shop that sells them`,
        }
      })
  },
}

function textOf(value: RawValue | undefined): string | undefined {
  if (value === undefined || isFields(value) || isList(value)) return undefined
  const text = String(value).trim()
  return text === '' ? undefined : text
}

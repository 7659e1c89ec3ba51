import type { EventItem } from '../events/event.ts'

/*
 * The items of an event as one text: a line for each, its parts between tabs. Neither can stand in an id, which has no
 * control characters. An item that carries more than these parts is not written so.
 */

/** Undefined where the items hold something that this form does not. */
export function itemsToText(items: readonly EventItem[]): string | undefined {
  let text = ''
  for (const item of items) {
    const { offerId, quantity, price, ...more } = item
    for (const key in more) if (more[key as keyof typeof more] !== undefined) return undefined
    if (/[\t\n]/.test(offerId)) return undefined
    if (text !== '') text += '\n'
    text += price ? `${offerId}\t${quantity}\t${price.minor}\t${price.currency}` : `${offerId}\t${quantity}`
  }
  return text
}

export function itemsFromText(text: string): EventItem[] {
  if (text === '') return []
  const items: EventItem[] = []
  for (const line of text.split('\n')) {
    const parts = line.split('\t')
    const [offerId = '', quantity, minor, currency] = parts
    items.push(
      minor === undefined || currency === undefined
        ? { offerId, quantity: Number(quantity) }
        : { offerId, quantity: Number(quantity), price: { minor: Number(minor), currency } },
    )
  }
  return items
}

import type { Dialect } from './dialect.ts'
import { countOf, firstText, itemOf, listOf, objectOf, utcInstant } from './read-value.ts'

/** An event holds this many items at most. */
const LINES_MAX = 200

/**
 * Invoices, one line a row, as the UCI Online Retail data set has them: lines of one number that follow each other are
 * one purchase, numbers with a C before them a return. Postage and other codes that are no product are left out.
 */
export const orderLines: Dialect = {
  id: 'order-lines',
  recognizes: (record) => 'InvoiceNo' in record && 'StockCode' in record,
  groupBy: ({ InvoiceNo }) => firstText(InvoiceNo),
  translate(record) {
    const rows = listOf(record.rows ?? [record]).map(objectOf)
    const [first = {}] = rows
    const orderId = firstText(first.InvoiceNo)
    const isReturn = orderId?.startsWith('C') === true
    const items = rows.flatMap((row) => {
      const quantity = firstText(row.Quantity)?.replace(isReturn ? /^-/ : '', '')
      if (!isProduct(firstText(row.StockCode) ?? '') || !countOf(quantity)) return []
      return [itemOf({ ids: [row.StockCode], quantity, price: row.UnitPrice })]
    })
    return Array.from({ length: Math.ceil(items.length / LINES_MAX) }, (_, part) => ({
      eventId: `invoice-${orderId}${part === 0 ? '' : `-${part}`}`,
      type: isReturn ? 'refund' : 'purchase',
      visitorId: firstText(first.CustomerID)?.replace(/\.0$/, ''),
      occurredAt: utcInstant(first.InvoiceDate),
      orderId,
      items: items.slice(part * LINES_MAX, (part + 1) * LINES_MAX),
    }))
  },
}

/** Products have five digits, with a letter for their colour. */
const isProduct = (stockCode: string): boolean => /^\d{5}[A-Za-z]*$/.test(stockCode)

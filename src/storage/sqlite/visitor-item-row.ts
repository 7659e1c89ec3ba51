import type { Stage, VisitorItem } from '../../audience/visitor-item.ts'
import type { VisitorItemTable } from '../schema.ts'

export function visitorItemRow(shopId: string, item: VisitorItem): VisitorItemTable {
  return {
    shop_id: shopId,
    visitor_id: item.visitorId,
    offer_id: item.offerId,
    stage: item.stage ?? null,
    first_at: item.firstAt,
    last_at: item.lastAt,
    quantity: item.quantity,
    price_minor: item.priceSeen?.minor ?? null,
    price_currency: item.priceSeen?.currency ?? null,
    purchased_at: item.purchasedAt ?? null,
  }
}

export function parseVisitorItem(row: VisitorItemTable): VisitorItem {
  return {
    visitorId: row.visitor_id,
    offerId: row.offer_id,
    stage: (row.stage as Stage | null) ?? undefined,
    firstAt: row.first_at,
    lastAt: row.last_at,
    quantity: row.quantity,
    priceSeen:
      row.price_minor === null || row.price_currency === null
        ? undefined
        : { minor: row.price_minor, currency: row.price_currency },
    purchasedAt: row.purchased_at ?? undefined,
  }
}

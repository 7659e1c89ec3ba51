/** @jsxImportSource hono/jsx */
import type { PriceTag } from '../model.ts'
import { sayMoney } from '../words.ts'

/** The price of today; the higher one struck through beside it while a sale is on. */
export const Price = ({ price, was }: PriceTag) => (
  <span class="price">
    {was && <span class="quiet-label">now </span>}
    {sayMoney(price)}
    {was && (
      <>
        <span class="quiet-label"> instead of </span>
        <s>{sayMoney(was)}</s>
      </>
    )}
  </span>
)

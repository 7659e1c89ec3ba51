import { AppError } from '../../shared/errors.ts'
import { canonical } from './canonical.ts'
import { clicks, sessions } from './click-log.ts'
import type { Dialect } from './dialect.ts'
import { ga4 } from './ga4.ts'
import { ga4Export } from './ga4-export.ts'
import { gally } from './gally.ts'
import { googleRetail } from './google-retail.ts'
import { meta } from './meta.ts'
import { orderLines } from './order-lines.ts'
import { segment } from './segment.ts'
import { shopify } from './shopify.ts'
import { shopifyPixel } from './shopify-pixel.ts'
import { snowplow } from './snowplow.ts'
import { woocommerce } from './woocommerce.ts'

/** Asked in this order whose a record is. */
export const dialects = [
  canonical,
  segment,
  ga4,
  meta,
  shopifyPixel,
  shopify,
  woocommerce,
  googleRetail,
  gally,
  ga4Export,
  snowplow,
  sessions,
  clicks,
  orderLines,
] as const satisfies readonly Dialect[]

/** Throws AppError `unsupported` for a name that is not known. */
export function dialectNamed(name: string): Dialect {
  const found = dialects.find(({ id }) => id === name)
  if (found) return found
  const names = ['auto', ...dialects.map(({ id }) => id)].join(', ')
  throw new AppError('unsupported', `dialect "${name}" is not known; write one of ${names}`)
}

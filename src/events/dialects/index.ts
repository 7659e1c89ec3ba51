import { canonical } from './canonical.ts'
import type { Dialect } from './dialect.ts'
import { gally } from './gally.ts'
import { googleRetail } from './google-retail.ts'

/** Asked in this order whose a file is. */
export const dialects = [canonical, googleRetail, gally] as const satisfies readonly Dialect[]

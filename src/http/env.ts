import type { Shop } from '../catalog/shop.ts'
import type { ApiKey } from './keys.ts'
import type { ProblemCode } from './problems.ts'

/** What a request carries on its way through the middleware. */
export interface AppEnv {
  Variables: {
    requestId: string
    /** Set by `authorized`. */
    access: Access
    /** For the log line: a shop that exists, never a text that was only asked for. */
    shopId?: string
    /** For the log line: why it was refused. */
    problem?: ProblemCode
    /** What a page may run and wear: its `script-src` and `style-src`, made by `inlineSources`. */
    inlineSources?: readonly string[]
  }
}

export interface Access {
  readonly shop: Shop
  /** Absent: the demo shop, read without a key. */
  readonly key?: ApiKey
}

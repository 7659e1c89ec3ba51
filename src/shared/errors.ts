/** What a caller can cause. Only `http/errors.ts` and the command line translate codes into numbers. */
export type ErrorCode =
  | 'invalid' // the input is wrong; it says what, what was expected and a value that works
  | 'unauthorized' // no key, or one that is unknown, expired or revoked
  | 'forbidden' // the key may not do this
  | 'not-found' // absent, or belongs to somebody else: the same answer for both
  | 'conflict'
  | 'too-large'
  | 'unsupported' // a format, template or placement that is not known
  | 'overloaded' // try again later
  | 'unavailable' // something this needs is not there now

/** A fault the caller can mend. `message` is for the caller; `cause` is for the log. */
export class AppError extends Error {
  readonly code: ErrorCode
  /** Single faults of a larger input, one line each. */
  readonly details: readonly string[]

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: readonly string[] } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? []
  }
}

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What HTTP knows beyond the codes a room can throw. */
export const PROBLEMS = {
  invalid: 'The request is wrong',
  unauthorized: 'A valid key is needed',
  forbidden: 'The key may not do this',
  'not-found': 'Nothing is here',
  'method-not-allowed': 'This address does not take that method',
  conflict: 'It contradicts what is there',
  'too-large': 'The body is too large',
  unsupported: 'This kind of content is not understood',
  overloaded: 'Too busy at the moment',
  unavailable: 'Something this needs is missing at the moment',
  internal: 'Something went wrong here',
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** An RFC 9457 problem document. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ProblemCode
  /** For a person: what was expected, what came, and a value that works. */
  readonly detail: string
  /** Single faults of a larger input. */
  readonly errors?: readonly { readonly detail: string }[]
  /** By which the log can be searched. */
  readonly requestId: string
}

/** How somebody else writes down what visitors did. */
export interface Dialect {
  readonly id: string
  /** Whether a record looks like one of this dialect; the first that says so of a file's first records is taken. */
  recognizes(record: Readonly<Record<string, unknown>>): boolean
  /**
   * Rows of a file that follow each other with the same text are handed on together, as `{ rows: […] }`. Undefined
   * where every record stands for itself.
   */
  groupBy?(record: Readonly<Record<string, unknown>>): string | undefined
  /**
   * The record in canonical form, which is judged afterwards: what is missing stays missing, what is not understood is
   * handed on as it is. Empty for what has no bearing on any offer, such as a search; several where one record tells
   * of several things.
   */
  translate(record: Readonly<Record<string, unknown>>, context: TranslateContext): readonly unknown[]
}

export interface TranslateContext {
  /**
   * When a live record came: it stands in for a missing time, and when the record was sent tells how the sender's clock
   * is off. Undefined for records of a file.
   */
  readonly receivedAt?: number
}

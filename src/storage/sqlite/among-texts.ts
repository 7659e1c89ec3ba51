import { type RawBuilder, sql } from 'kysely'

/** A list of any length as one parameter, so that the statement is prepared once and no limit of parameters is met. */
export const amongTexts = (texts: readonly string[]): RawBuilder<string> =>
  sql`(select value from json_each(${JSON.stringify(texts)}))`

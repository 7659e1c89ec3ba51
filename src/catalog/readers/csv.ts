import { delimitedRecords, detectTable } from './delimited-feed.ts'
import type { Reader } from './reader.ts'

/** Google's and Meta's CSV, with commas, semicolons, bars or tildes. */
export const csv: Reader = {
  id: 'csv',
  name: 'Google or Meta CSV',
  detect: (head) => detectTable(head, [',', ';', '|', '~']),
  read: delimitedRecords,
}

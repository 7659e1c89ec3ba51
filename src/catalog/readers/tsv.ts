import { delimitedRecords, detectTable } from './delimited-feed.ts'
import type { Reader } from './reader.ts'

/** Google's and Meta's tab-separated text. */
export const tsv: Reader = {
  id: 'tsv',
  name: 'Google or Meta TSV',
  detect: (head) => detectTable(head, ['\t']),
  read: delimitedRecords,
}

import { detectJson, jsonRecords } from './json.ts'
import type { Reader } from './reader.ts'

/** One JSON object per line; any spelling of the fields. */
export const jsonl: Reader = {
  id: 'jsonl',
  name: 'JSON Lines',
  detect: (head) => detectJson(head, 'lines'),
  read: (text) => jsonRecords(text, 'lines'),
}

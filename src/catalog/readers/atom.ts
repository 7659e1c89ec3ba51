import { feedXmlRecords, rootOf } from './feed-xml.ts'
import type { Reader } from './reader.ts'

/** Google's and Meta's Atom 1.0. */
export const atom: Reader = {
  id: 'atom',
  name: 'Google or Meta Atom 1.0 XML',
  detect({ text }) {
    const root = rootOf(text)?.toLowerCase()
    if (root !== 'feed' && root !== 'atom:feed') return 0
    return 0.9
  },
  read: (text) => feedXmlRecords(text, 'entry'),
}

import { feedXmlRecords, rootOf } from './feed-xml.ts'
import type { Reader } from './reader.ts'

/** Google's and Meta's RSS 2.0, and anything else whose records are elements called `item`. */
export const rss: Reader = {
  id: 'rss',
  name: 'Google or Meta RSS 2.0 XML',
  detect({ text }) {
    const root = rootOf(text)?.toLowerCase()
    if (root === 'rss' || root === 'rdf:rdf') return 0.9
    return root !== undefined && /<item[\s>]/.test(text) ? 0.6 : 0
  },
  read: (text) => feedXmlRecords(text, 'item'),
}

/** What XML 1.0 allows in no form, not even as a reference: controls, lone surrogates, U+FFFE and U+FFFF. */
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu

// Without the u flag it also finds the halves of legal pairs; that only costs such a text the slow path.
const MAYBE_ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/
const NEEDS_ESCAPE = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/

/** The text without what no XML document can hold. */
export const legalXml = (text: string): string => (MAYBE_ILLEGAL.test(text) ? text.replace(ILLEGAL, '') : text)

/** Whether a document can hold the text to the last character. */
export const isLegalXml = (text: string): boolean => legalXml(text) === text

/**
 * Text between two tags; what XML cannot hold is left out, and everything else is read back as it was.
 * `>` is escaped because of `]]>`, a carriage return because a parser would make a line feed of it.
 */
export function escapeXml(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text
  return legalXml(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

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
  let escaped = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 0x3e) {
      if (unit >= 0xd800) return escapeAny(text)
      continue
    }
    const reference = REFERENCES[unit]
    if (reference === undefined) continue
    if (reference === '') return escapeAny(text)
    escaped += text.slice(from, at) + reference
    from = at + 1
  }
  return escaped + text.slice(from)
}

/** By code up to `>`; empty for what no document can hold. */
const REFERENCES: readonly (string | undefined)[] = Array.from({ length: 0x3f }, (_, code) => {
  if (code === 0x0d) return '&#13;'
  if (code < 0x20) return code === 0x09 || code === 0x0a ? undefined : ''
  return { '&': '&amp;', '<': '&lt;', '>': '&gt;' }[String.fromCharCode(code)]
})

/** The same for texts with surrogates and with what has to be left out. */
const escapeAny = (text: string): string =>
  legalXml(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')

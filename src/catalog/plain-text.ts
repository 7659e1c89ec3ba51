import { compile } from 'html-to-text'

/** What is read of a text before anything else looks at it. */
const RAW_CHARS_MAX = 100_000

/**
 * Control characters, what XML 1.0 cannot hold, lone surrogates, and marks that turn the direction of the text around
 * them. Joiners stay: emoji and several scripts are made with them.
 */
const UNWANTED =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu

/** Tags that only dress words; in a title they are taken out and the words stay. */
const DRESSING = /<\/?(?:b|i|u|em|strong|span|small|sup|sub|font)(?:\s[^<>]{0,300})?\/?>/gi
const BREAKING = /<\/?(?:br|p|div|h[1-6]|li|ul|ol)(?:\s[^<>]{0,300})?\/?>/gi

const HTML =
  /<\/?(?:a|b|i|u|p|br|hr|h[1-6]|em|strong|span|div|ul|ol|li|dl|dt|dd|table|tbody|thead|tr|td|th|img|font|small|sup|sub|section|article|blockquote|pre|code|script|style|iframe|meta|link|html|body|head|figure|svg|video)(?:\s[^<>]{0,2000})?\/?>/i

const ENTITY = /&(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[0-9a-f]{1,6});/i

/** One line of plain text: entities decoded once, dressing tags and unwanted characters gone, white space folded. */
export function plainText(raw: string): string {
  let text = raw.length > RAW_CHARS_MAX ? raw.slice(0, RAW_CHARS_MAX) : raw
  if (text.includes('<')) text = text.replace(DRESSING, '').replace(BREAKING, ' ')
  if (text.includes('&')) text = decodeEntities(text)
  return folded(text)
}

/** Like {@link plainText}, for text that may be a page of HTML: its words are kept, its scripts and styles are not. */
export function plainFromHtml(raw: string): string {
  let text = raw.length > RAW_CHARS_MAX ? raw.slice(0, RAW_CHARS_MAX) : raw
  if (HTML.test(text)) return folded(htmlToText(text))
  if (text.includes('&')) {
    text = decodeEntities(text)
    // Markup that was escaped as a whole, as many exports do.
    if (HTML.test(text)) return folded(htmlToText(text))
  }
  return folded(text)
}

const RICH_TAGS = new Set('b i u em strong p br ul ol li h1 h2 h3 h4 h5 h6'.split(' '))

/** Markup reduced to plain formatting tags without attributes; every other `<` is escaped. */
export function richText(raw: string): string {
  const text = raw.slice(0, RAW_CHARS_MAX).replace(/<(script|style)\b.*?(?:<\/\1\s*>|$)/gis, '')
  const parts = text.split(/(<\/?[a-z][a-z0-9]*\b[^<>]*>)/i)
  const kept = parts.map((part, at) => {
    if (at % 2 === 0) return part.replaceAll('<', '&lt;')
    const [, slash = '', name = ''] = /^<(\/?)([a-z0-9]+)/i.exec(part) ?? []
    return RICH_TAGS.has(name.toLowerCase()) ? `<${slash}${name.toLowerCase()}>` : ''
  })
  return folded(kept.join(''))
}

/** Cuts after `max` code points. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  let count = 0
  let at = 0
  while (at < text.length && count < max) {
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1
    count++
  }
  return text.slice(0, at).trimEnd()
}

/** An outside value as a message shows it: one line, quoted, short. */
export function quoted(value: unknown): string {
  const text = folded(typeof value === 'string' ? value.slice(0, 400) : String(value))
  return `"${text.length > 80 ? `${cutText(text, 77)}…` : text}"`
}

const CLEAN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

function folded(text: string): string {
  if (CLEAN.test(text)) return text
  return text
    .replace(UNWANTED, '')
    .replace(/[\s\u0085]+/gu, ' ')
    .trim()
}

type Convert = (html: string) => string

let entityDecoder: Convert | undefined

function decodeEntities(text: string): string {
  if (!ENTITY.test(text)) return text
  entityDecoder ??= compile({ wordwrap: false, preserveNewlines: true })
  return entityDecoder(text.replaceAll('<', '&lt;'))
}

let htmlConverter: Convert | undefined

function htmlToText(html: string): string {
  htmlConverter ??= compile({
    wordwrap: false,
    limits: { maxChildNodes: 20_000, maxDepth: 100, maxInputLength: RAW_CHARS_MAX },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'iframe', format: 'skip' },
      { selector: 'svg', format: 'skip' },
      { selector: 'ul', options: { itemPrefix: '• ' } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      { selector: 'hr', format: 'skip' },
    ],
  })
  return htmlConverter(html)
}

import type { AttributeKind, Measure } from '../catalog/attribute.ts'
import type { ValueForm } from '../channels/channel.ts'
import { formatAmount, type Money, minorDigits } from '../shared/money.ts'
import type { Interval } from '../shared/time.ts'
import { legalXml } from '../shared/xml.ts'

/** The platform's text for one value; undefined for one that comes to nothing, such as a blank title. */
export function formatValue(kind: AttributeKind, value: unknown, form: ValueForm): string | undefined {
  switch (kind) {
    case 'text':
      return formatText(value as string)
    case 'url':
      return formatText(asciiUrl(value as string))
    case 'money':
      return formatMoney(value as Money, form)
    case 'instant':
      return formatTime(value as number, form)
    case 'interval': {
      const { startAt, endAt } = value as Interval
      return `${formatTime(startAt, form)}/${formatTime(endAt, form)}`
    }
    case 'measure': {
      const { value: number, unit } = value as Measure
      const text = formatNumber(number)
      return text === undefined ? undefined : `${text} ${unit}`
    }
    case 'integer':
      return Number.isSafeInteger(value) ? String(value) : undefined
    case 'number':
      return formatNumber(value as number)
    case 'boolean':
      return form.booleans[value === true ? 0 : 1]
    case 'group':
      return undefined
  }
}

/** Characters that no feed can hold are left out of every format, so that all formats say the same. */
function formatText(text: string): string | undefined {
  const legal = legalXml(text)
  return legal === '' || /^\s*$/.test(legal) ? undefined : legal
}

const ASCII = /^[\x21-\x7e]*$/

/** The address with everything beyond visible ASCII percent-encoded, and a host of other scripts as Punycode. */
function asciiUrl(url: string): string {
  if (ASCII.test(url)) return url
  const [, scheme = '', host = '', rest = url] = /^(https?:\/\/)([^/?#]*)(.*)$/isu.exec(url) ?? []
  const asciiHost = ASCII.test(host) || !URL.canParse(scheme + host) ? host : new URL(scheme + host).host
  return scheme + asciiHost + legalXml(rest).replace(/[^\x21-\x7e]/gu, encodeURIComponent)
}

/** `15.00 USD`, `500 JPY`; rounded half up where the platform would cut off decimals that a currency has. */
function formatMoney(money: Money, { priceDecimalsMax }: ValueForm): string {
  const beyond = priceDecimalsMax === undefined ? 0 : minorDigits(money.currency) - priceDecimalsMax
  if (beyond <= 0) return `${formatAmount(money)} ${money.currency}`
  const step = 10 ** beyond
  const amount = formatAmount({ minor: Math.round(money.minor / step) * step, currency: money.currency })
  return `${amount.slice(0, -beyond)} ${money.currency}`
}

/** `2026-12-24T13:00+0000`: to the minute, in UTC. */
const formatTime = (at: number, { zone }: ValueForm): string => `${new Date(at).toISOString().slice(0, 16)}${zone}`

/** Plain decimals without an exponent; undefined beyond what has one. */
export function formatNumber(value: number, decimalsMax = 10): string | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return undefined
  const text = value.toFixed(decimalsMax)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

import { isUsPrivacyOptOut, readGppString, readTcString } from './consent-strings.ts'
import type { Consent, ConsentSignal } from './event.ts'

/** Whatever a sender knows of what a person allowed; texts as they came. What is absent says nothing. */
export interface ConsentSignals {
  /** The shop's own word: the person agreed to ads, or refused them. */
  readonly ads?: boolean
  /** Google's Consent Mode v2: `granted` or `denied`; anything else says nothing. */
  readonly adStorage?: string
  readonly adUserData?: string
  readonly adPersonalization?: string
  /** IAB TCF 2.x, as in the cookie `euconsent-v2`. */
  readonly tcString?: string
  /** False: the TC string does not apply to this person. */
  readonly gdprApplies?: boolean
  /** IAB GPP, as in `__gpp`. */
  readonly gpp?: string
  /** IAB US Privacy, four characters. */
  readonly usPrivacy?: string
  /** The header `Sec-GPC` as it came; only `1` is an opt-out. Its script form: `navigator.globalPrivacyControl`. */
  readonly secGpc?: string | boolean
  /** ISO 3166-1 alpha-2, where the sender knows it. */
  readonly country?: string
}

/**
 * What holds when signals disagree: a refusal of any kind, then Global Privacy Control, then a grant, then the default
 * of the country. `ads` is undefined when nobody said anything; the shop's setting decides then.
 */
export function decideConsent(signals: ConsentSignals): Consent {
  const said = sayings(signals)
  const refusal = said.find(({ ads }) => ads === false)
  if (refusal) return { ads: false, by: refusal.by }
  if (signals.secGpc === true || signals.secGpc === '1') return { ads: false, by: 'sec_gpc' }
  const userData = said.some((saying) => saying.userData === false) ? (false as const) : undefined
  const grant = said.find(({ ads }) => ads === true)
  if (grant) return { ads: true, by: grant.by, userData }
  if (signals.country !== undefined && ASKS_FIRST.has(signals.country.toUpperCase()))
    return { ads: false, by: 'country' }
  return userData === false ? { userData } : {}
}

interface Saying {
  readonly by: ConsentSignal
  readonly ads?: boolean
  readonly userData?: boolean
}

/** Every signal that says something, in the order in which one is named as the reason. */
function sayings(signals: ConsentSignals): Saying[] {
  const said: Saying[] = []
  if (signals.ads !== undefined) said.push({ by: 'shop', ads: signals.ads })
  said.push(consentMode(signals))
  if (signals.tcString && signals.gdprApplies !== false) {
    const verdict = readTcString(signals.tcString)
    said.push(verdict === 'unreadable' ? { by: 'tcf', ads: false } : { by: 'tcf', ...verdict })
  }
  if (signals.gpp) said.push(...gpp(signals.gpp, signals.gdprApplies))
  if (signals.usPrivacy && isUsPrivacyOptOut(signals.usPrivacy)) said.push({ by: 'us_privacy', ads: false })
  return said
}

/** Ads to a person need storage and personalisation; data of users may be kept from platforms by itself. */
function consentMode({ adStorage, adUserData, adPersonalization }: ConsentSignals): Saying {
  const needed = [adStorage, adPersonalization].map(granted)
  return {
    by: 'consent_mode',
    ads: needed.includes(false) ? false : needed.includes(undefined) ? undefined : true,
    userData: granted(adUserData),
  }
}

function granted(word: string | undefined): boolean | undefined {
  if (word === undefined) return undefined
  return { granted: true, denied: false }[word.toLowerCase()]
}

function gpp(text: string, gdprApplies: boolean | undefined): Saying[] {
  const verdict = readGppString(text)
  if (verdict === 'unreadable') return [{ by: 'gpp', ads: false }]
  if (verdict.optedOut || verdict.gpc) return [{ by: 'gpp', ads: false }]
  return verdict.tcf && gdprApplies !== false ? [{ by: 'gpp', ...verdict.tcf }] : []
}

/** Where nothing may be kept for ads before the person agreed: EU, EEA, the United Kingdom and Switzerland. */
const ASKS_FIRST: ReadonlySet<string> = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB CH'.split(' '),
)

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConsentSignals, decideConsent } from '../../src/events/consent.ts'
import { readGppString, readTcString } from '../../src/events/consent-strings.ts'

/** A TC string whose core agrees to these purposes. */
function tcString(...purposes: number[]): string {
  const bits = Array.from({ length: 240 }, () => 0)
  bits[4] = 1 // version 2
  for (const purpose of purposes) bits[151 + purpose] = 1
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const chars = Array.from(
    { length: 40 },
    (_, at) => alphabet[Number.parseInt(bits.slice(at * 6, at * 6 + 6).join(''), 2)],
  )
  return chars.join('')
}

const granted = { adStorage: 'granted', adUserData: 'granted', adPersonalization: 'granted' }
const ALL = tcString(1, 2, 3, 4, 7)

describe('decideConsent', () => {
  it.each<[string, ConsentSignals, ReturnType<typeof decideConsent>]>([
    ['nobody said anything', {}, {}],
    ['the shop says yes', { ads: true }, { ads: true, by: 'shop' }],
    ['the shop says no', { ads: false }, { ads: false, by: 'shop' }],
    ['Consent Mode grants everything', granted, { ads: true, by: 'consent_mode' }],
    ['Consent Mode denies storage', { ...granted, adStorage: 'denied' }, { ads: false, by: 'consent_mode' }],
    [
      'Consent Mode denies personal ads',
      { ...granted, adPersonalization: 'DENIED' },
      { ads: false, by: 'consent_mode' },
    ],
    [
      'Consent Mode keeps user data from platforms',
      { ...granted, adUserData: 'denied' },
      { ads: true, by: 'consent_mode', userData: false },
    ],
    ['Consent Mode grants only storage', { adStorage: 'granted' }, {}],
    ['Consent Mode holds another word', { ...granted, adStorage: 'maybe' }, {}],
    ['the TC string agrees', { tcString: ALL }, { ads: true, by: 'tcf' }],
    ['the TC string agrees to no profile', { tcString: tcString(1, 2, 7) }, { ads: false, by: 'tcf' }],
    ['the TC string lacks purpose 4', { tcString: tcString(1, 3, 7) }, { ads: false, by: 'tcf' }],
    ['the TC string lacks measurement', { tcString: tcString(1, 3, 4) }, { ads: true, by: 'tcf', userData: false }],
    ['the TC string has later segments', { tcString: `${ALL}.IAAA.YAAA` }, { ads: true, by: 'tcf' }],
    ['the TC string cannot be read', { tcString: 'not one' }, { ads: false, by: 'tcf' }],
    ['the TC string does not apply', { tcString: tcString(2), gdprApplies: false }, {}],
    ['US Privacy opts out', { usPrivacy: '1YYN' }, { ads: false, by: 'us_privacy' }],
    ['US Privacy does not opt out', { usPrivacy: '1YNN' }, {}],
    ['GPP opts out nationally', { gpp: 'DBABLA~CVVVkkkkkpFY.QA' }, { ads: false, by: 'gpp' }],
    ['GPP does not opt out', { gpp: 'DBABLA~BAAAAAAAAQA.QA' }, {}],
    ['GPP carries Global Privacy Control', { gpp: 'DBABLA~BAAAAAAAAQA.YA' }, { ads: false, by: 'gpp' }],
    ['GPP carries US Privacy', { gpp: 'DBABTA~1YYN' }, { ads: false, by: 'gpp' }],
    ['GPP carries a TC string', { gpp: `DBABMA~${ALL}` }, { ads: true, by: 'gpp' }],
    ['GPP cannot be read', { gpp: 'DBABLA' }, { ads: false, by: 'gpp' }],
    ['the browser sends Sec-GPC', { secGpc: '1' }, { ads: false, by: 'sec_gpc' }],
    ['the browser sends another Sec-GPC', { secGpc: '0' }, {}],
    ['the country asks first', { country: 'de' }, { ads: false, by: 'country' }],
    ['the country does not', { country: 'US' }, {}],
    ['a grant stands against the country', { ads: true, country: 'DE' }, { ads: true, by: 'shop' }],
    ['Sec-GPC stands against a grant', { ads: true, secGpc: '1' }, { ads: false, by: 'sec_gpc' }],
    [
      'a refusal stands against every grant',
      { ...granted, ads: true, usPrivacy: '1NYN' },
      { ads: false, by: 'us_privacy' },
    ],
  ])('%s', (_name, signals, expected) => {
    expect(decideConsent(signals)).toEqual(expected)
  })

  it('never turns a refusal into consent by whatever else is said', () => {
    const signals = fc.record({
      ads: fc.option(fc.boolean(), { nil: undefined }),
      adStorage: fc.option(fc.constantFrom('granted', 'denied', ''), { nil: undefined }),
      adPersonalization: fc.option(fc.constantFrom('granted', 'denied', ''), { nil: undefined }),
      tcString: fc.option(fc.constantFrom(ALL, tcString(1), 'x', ''), { nil: undefined }),
      gpp: fc.option(fc.constantFrom('DBABLA~CVVVkkkkkpFY.QA', 'DBAA', 'x'), { nil: undefined }),
      usPrivacy: fc.option(fc.constantFrom('1YYN', '1YNN'), { nil: undefined }),
      country: fc.option(fc.constantFrom('DE', 'US'), { nil: undefined }),
    })
    fc.assert(
      fc.property(signals, (said) => {
        expect(decideConsent({ ...said, secGpc: '1' }).ads).toBe(false)
        expect(decideConsent({ ...said, ads: false }).ads).toBe(false)
        expect(decideConsent({ ...said, adStorage: 'denied' }).ads).toBe(false)
      }),
    )
  })
})

describe('readGppString', () => {
  it.each([
    ['California, opted out', 8, 'BVWSSSVY.QA', true, false],
    ['Virginia, opted out', 9, 'BVWSSVY', true, false],
    ['Utah, opted out', 11, 'BVVkklWA', true, false],
    ['Maryland, opted out with control', 24, 'BVVU.YA', true, true],
    ['Indiana, whose sub-segment is no control', 25, 'BQAA.YAA', false, false],
  ])('reads %s', (_name, id, section, optedOut, gpc) => {
    expect(readGppString(`${headerOf(id)}~${section}`)).toEqual({ optedOut, gpc, tcf: undefined })
  })

  it('reads twenty-one sections that opt out of nothing', () => {
    const text =
      'DBACOcGA~CPSG_8APSG_8ANwAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA.YAAAAAAAAAAA~BPSG_8APSG_8AAAAAAENAACAAAAAAAAAAAAAAAAAAA.YAAAAAAAAAA~1---~BAAAAAAAAQA.QA~BAAAAABA.QA~BAAAABA~BAAAAEA.QA~BAAAAAQA~BAAAAAEA.QA~BAAAAABA~BAAAAABA.QA~BAAAAAABAA.QA~BAAAAAQA.QA~BAAAAAABAA.QA~BAAAAAQA.QA~BAAAAAQA.QA~BAAAAABA.QA~BAAAAAAAQA.QA~BAAAAAQA.QA~BAAAAAQA.QA~BQAA.QA~BQAA.AAA~BQAA.AAA~BQAA.AAA'
    expect(readGppString(text)).toEqual({ optedOut: false, gpc: false, tcf: { ads: false, userData: false } })
  })
})

/** A header that names one section. */
function headerOf(id: number): string {
  const numbers = [1, 2, 3, 5, 8, 13, 21]
  let rest = id
  const bits = numbers.map(() => 0)
  for (let at = numbers.length - 1; at >= 0; at--)
    if ((numbers[at] as number) <= rest) {
      bits[at] = 1
      rest -= numbers[at] as number
    }
  const code = `0${bits.slice(0, bits.lastIndexOf(1) + 1).join('')}1`.padEnd(12, '0')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return `DBAB${code
    .match(/.{6}/g)
    ?.map((bits) => alphabet[Number.parseInt(bits, 2)])
    .join('')}`
}

describe('the readers of consent strings', () => {
  it('answer for any text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[A-Za-z0-9_~.-]{0,60}$/),
      fc.stringMatching(/^DB[A-Za-z0-9_~.-]{0,60}$/),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(['string', 'object']).toContain(typeof readGppString(text))
        expect(['string', 'object']).toContain(typeof readTcString(text))
      }),
    )
  })
})

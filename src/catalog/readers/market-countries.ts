/** Countries by their English names, as shops call markets of one country, with their currency. */
const CURRENCIES: Readonly<Record<string, string>> = {
  AE: 'AED',
  AU: 'AUD',
  BG: 'BGN',
  BR: 'BRL',
  CA: 'CAD',
  CH: 'CHF',
  CL: 'CLP',
  CN: 'CNY',
  CO: 'COP',
  CZ: 'CZK',
  DK: 'DKK',
  GB: 'GBP',
  HK: 'HKD',
  HU: 'HUF',
  ID: 'IDR',
  IL: 'ILS',
  IN: 'INR',
  IS: 'ISK',
  JP: 'JPY',
  KR: 'KRW',
  MX: 'MXN',
  MY: 'MYR',
  NO: 'NOK',
  NZ: 'NZD',
  PH: 'PHP',
  PL: 'PLN',
  RO: 'RON',
  SA: 'SAR',
  SE: 'SEK',
  SG: 'SGD',
  TH: 'THB',
  TR: 'TRY',
  TW: 'TWD',
  UA: 'UAH',
  US: 'USD',
  VN: 'VND',
  ZA: 'ZAR',
  ...Object.fromEntries(
    'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ').map((country) => [country, 'EUR']),
  ),
}

let byName: ReadonlyMap<string, string> | undefined

/** `Germany` or `DE`; undefined for markets of several countries, and for those whose currency is not known here. */
export function marketCountry(name: string): { readonly country: string; readonly currency: string } | undefined {
  if (!byName) {
    const names = new Intl.DisplayNames('en', { type: 'region' })
    byName = new Map(
      Object.keys(CURRENCIES).flatMap(
        (code) =>
          [
            [code, code],
            [names.of(code) ?? code, code],
          ] as const,
      ),
    )
  }
  const country = byName.get(name.trim())
  const currency = country === undefined ? undefined : CURRENCIES[country]
  return country !== undefined && currency !== undefined ? { country, currency } : undefined
}

import type { Offer } from '../../src/catalog/offer.ts'
import { DEFAULT_SETTINGS, type Shop } from '../../src/catalog/shop.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { channel } from '../../src/channels/registry.ts'
import type { FeedContext } from '../../src/feeds/context.ts'

/** Sunday, 22 November 2026, 12:00 UTC. */
export const NOW = Date.UTC(2026, 10, 22, 12)

export function channelOf(id: string): Channel {
  const found = channel(id)
  if (!found) throw new Error(`there is no channel ${id}`)
  return found
}

export const GOOGLE = channelOf('google-merchant')
export const META = channelOf('meta-catalog')

export const SHOP: Shop = {
  shopId: 'lumen',
  name: 'Lumen & Søn',
  createdAt: 0,
  settings: {
    ...DEFAULT_SETTINGS,
    currency: 'EUR',
    shopUrl: 'https://lumen.example/',
    promotions: [
      {
        promotionId: 'WINTER-26',
        productApplicability: 'specific_products',
        offerType: 'generic_code',
        redemptionCode: 'WINTER26',
        title: 'Two "warm" lamps & a third, half price',
        effective: { startAt: Date.UTC(2026, 10, 20), endAt: Date.UTC(2026, 11, 20) },
        redemptionChannels: ['online', 'in_store'],
        couponValueType: 'buy_m_get_n_percent_off',
        minimumPurchaseQuantity: 2,
        discountedQuantity: 1,
        percentOff: 50,
        brands: ['Lumen', 'A, B'],
        storeApplicability: 'all_stores',
      },
      { promotionId: 'NO-DATES', title: 'Refused, since it never ends' },
    ],
  },
}

const eur = (minor: number) => ({ minor, currency: 'EUR' })

/** An offer that both channels take without a word. */
export const plainOffer: Offer = {
  offerId: 'lamp-1',
  title: 'Desk lamp Orla, brass',
  description: 'A small brass lamp for a desk, with a dimmer in its cable.',
  link: 'https://lumen.example/orla',
  imageLink: 'https://lumen.example/img/orla.jpg',
  availability: 'in_stock',
  price: eur(12900),
  brand: 'Lumen',
  mpn: 'ORLA-BR',
  condition: 'new',
}

export const withChanges = (changes: Partial<Offer>): Offer => ({ ...plainOffer, ...changes })

/** Six offers that use most of what a row can hold; read the golden files beside them. */
export const OFFERS: readonly Offer[] = [
  plainOffer,
  {
    offerId: 'lamp-2-groups',
    title: 'Floor lamp "Vega", 150 cm',
    shortTitle: 'Floor lamp Vega',
    description: 'Line one.\nLine two, with a tab\there.',
    link: 'https://lumen.example/vega?colour=black,white',
    imageLink: 'https://lumen.example/img/vega.png',
    additionalImageLinks: [
      'https://lumen.example/img/vega,side.png',
      'https://lumen.example/img/vega.webp',
      'https://lumen.example/img/größe.png',
    ],
    videoLinks: ['https://lumen.example/vega.mp4', 'https://lumen.example/vega-2.mp4'],
    availability: 'in_stock',
    inventory: 7,
    price: eur(24900),
    salePrice: eur(19900),
    salePriceEffective: { startAt: Date.UTC(2026, 10, 20, 0, 0), endAt: Date.UTC(2026, 10, 30, 22, 59) },
    brand: 'Lumen',
    gtins: ['4006381333931', '4006381333932'],
    condition: 'new',
    color: 'black/white',
    itemGroupId: 'vega',
    itemGroupTitle: 'Floor lamp Vega',
    productTypes: ['Lighting > Floor lamps', 'Sale, winter'],
    variantOptions: [
      { name: 'Shade', value: 'linen, raw' },
      { name: 'Plug', value: 'EU' },
    ],
    productDetails: [
      { sectionName: 'Light', attributeName: 'Colour temperature', attributeValue: '2700 K' },
      { attributeName: 'Socket', attributeValue: 'E27: one' },
    ],
    productHighlights: ['Dims by touch', 'Fits 10, 12 and 14 cm shades'],
    certifications: [
      {
        certificationAuthority: 'EC',
        certificationName: 'EPREL',
        certificationCode: '123456',
        certificationValue: 'C',
      },
    ],
    productHeight: { value: 150, unit: 'cm' },
    productWeight: { value: 4.25, unit: 'KG' },
    shipping: [
      { country: 'DE', service: 'Standard', price: eur(490) },
      {
        country: 'US',
        region: 'CA',
        service: 'Over night: "fast", insured',
        price: { minor: 1600, currency: 'USD' },
        minHandlingTime: 1,
        maxHandlingTime: 2,
      },
    ],
    shippingWeight: { value: 6, unit: 'kg' },
    freeShippingThresholds: [{ country: 'DE', priceThreshold: eur(5000) }],
    loyaltyPrograms: [
      {
        programLabel: 'friends',
        tierLabel: 'gold',
        price: eur(18900),
        loyaltyPoints: 200,
        memberPriceEffective: { startAt: Date.UTC(2026, 10, 1), endAt: Date.UTC(2026, 11, 1) },
      },
    ],
    customLabel0: 'winter',
    customNumber1: 42,
    internalLabels: ['summer', "editor's pick"],
    excludedDestinations: ['Free_listings'],
    includedDestinations: ['Shopping_ads', 'Free_listings'],
    returnPolicyInfo: '{ "is_final_sale": false, "return_policy_days": 30 }',
    storeStock: [
      { storeCode: 'Odense', availability: 'in_stock', quantity: 3, pickupMethod: 'buy', pickupSla: 'same day' },
      { storeCode: 'Aarhus, C', availability: 'limited_availability', price: eur(23900), productLocation: 'Floor 2' },
      { availability: 'in_stock' },
    ],
    markets: [
      { language: 'de', title: 'Stehlampe „Vega“, 150 cm', description: 'Erste Zeile, mit einem Tab\thier & da.' },
      { language: 'de-AT', title: 'Stehlampe Vega für daheim' },
      {
        country: 'US',
        price: { minor: 27900, currency: 'USD' },
        salePrice: { minor: 25900, currency: 'USD' },
        salePriceEffective: { startAt: Date.UTC(2026, 10, 20), endAt: Date.UTC(2026, 10, 30) },
      },
      { language: 'en', country: 'GB', title: 'Floor lamp Vega', price: { minor: 21900, currency: 'GBP' } },
      { country: 'JP', availability: 'backorder', status: 'archived' },
    ],
    appLinks: { iosUrl: 'lumen://vega', androidUrl: 'lumen://vega', androidPackage: 'example.lumen' },
  },
  {
    offerId: 'lamp-3-hostile',
    title: '<script>alert("&nbsp;&amp;")</script> ]]> \u0000\u001f\ud800 =1+1\r\nrest',
    description: `Longer than any title may be: ${'wide shade, '.repeat(20)}and so on.`,
    shortTitle: `Cut at a word: ${'wide shade, '.repeat(20)}and so on.`,
    link: 'https://lumen.example/h?a=1&b=%22',
    imageLink: 'https://lumen.example/img/h.jpg?v=1&w=2',
    availability: 'out_of_stock',
    price: eur(1),
    brand: 'A&B <C>',
    condition: 'used',
    identifierExists: false,
  },
  {
    offerId: 'lamp-4-preorder',
    title: 'مصباح طاولة من النحاس',
    description: 'مصباح صغير من النحاس للمكتب مع مفتاح لخفض الإضاءة في الكابل.',
    link: 'https://lumen.example/ar/مصباح',
    imageLink: 'https://bücher.example/مصباح.jpg',
    availability: 'preorder',
    availabilityAt: Date.UTC(2026, 11, 24, 13, 0),
    price: eur(8900),
    salePrice: eur(7900),
    brand: 'Lumen',
    condition: 'refurbished',
    expirationAt: Date.UTC(2027, 2, 1),
    ageGroup: 'all_ages',
  },
  {
    offerId: 'lamp-5-units',
    title: '電球 💡 60W 👨‍👩‍👧‍👦 家族向け',
    description: '寝室と居間のための暖かい光の電球です。調光器に対応し、長持ちします。ひと箱に四個入り。',
    link: 'https://lumen.example/ja/bulb',
    imageLink: 'https://lumen.example/img/bulb.jpg',
    availability: 'in_stock',
    price: eur(1500),
    salePrice: eur(1200),
    salePriceEffective: { startAt: Date.UTC(2026, 9, 1), endAt: Date.UTC(2026, 9, 31) },
    brand: 'Lumen',
    gtins: ['96385074'],
    condition: 'new',
    unitPricingMeasure: { value: 4, unit: 'ct' },
    unitPricingBaseMeasure: { value: 1, unit: 'ct' },
    multipack: 4,
    adult: false,
    popularityRank: 87.25,
    productTypes: ['照明 > 電球'],
    promotionIds: ['WINTER-26'],
  },
  {
    offerId: 'lamp-6-refused',
    title: 'Ceiling lamp without a picture',
    description: 'It is in no feed, since nobody could see it there.',
    link: 'https://lumen.example/nova',
    availability: 'backorder',
    price: eur(0),
    brand: 'Lumen',
    mpn: 'NOVA',
    condition: 'new',
  },
]

/** A context without creatives, figures and clashes. */
export const contextOf = (on: Channel, changes: Partial<FeedContext> = {}): FeedContext => ({
  channel: on,
  shopName: SHOP.name,
  now: NOW,
  creativeUrls: new Map(),
  figures: new Map(),
  groupIdsTaken: new Set(),
  ...changes,
})

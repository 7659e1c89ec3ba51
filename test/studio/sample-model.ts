import type { Stage } from '../../src/audience/visitor-item.ts'
import { DEFAULT_SETTINGS } from '../../src/catalog/shop.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/shared/time.ts'
import type {
  ChannelVerdict,
  ChosenOffer,
  CreativeLink,
  LeftBehindVisitor,
  Moment,
  OfferRow,
  PlacementFacts,
  StudioModel,
} from '../../src/studio/model.ts'

export const NOW = Date.UTC(2026, 10, 24, 12)

const facts = (id: string, name: string, width: number, height: number, safe = [0, 0, 0, 0]): PlacementFacts => ({
  id,
  name,
  channelName: 'Meta',
  width,
  height,
  safe: { top: safe[0] ?? 0, right: safe[1] ?? 0, bottom: safe[2] ?? 0, left: safe[3] ?? 0 },
  formats: ['jpeg', 'png'],
  maxBytes: 30_000_000,
  source: 'drawn for the tests',
  readOn: '2026-11-22',
})

export const samplePlacements: readonly PlacementFacts[] = [
  facts('square', 'feed, square', 1080, 1080),
  facts('portrait', 'feed, portrait', 1080, 1350, [48, 48, 48, 48]),
  facts('story', 'story', 1080, 1920, [270, 65, 380, 65]),
  facts('link', 'link card', 1200, 628),
]

const SENTENCES: Readonly<Record<Stage, string>> = {
  viewed: 'Still thinking about those glasses?',
  carted: 'Those glasses are still in your cart.',
  checkout: 'Those glasses are one step away.',
}

const IN: readonly ChannelVerdict[] = [
  { channelId: 'google-merchant', channelName: 'Google', included: true, reasons: [], notices: [] },
  { channelId: 'meta-catalog', channelName: 'Meta', included: true, reasons: [], notices: [] },
]

const TITLES = [
  'Halden Round, Tortoise',
  'Halden Round, Black',
  'Marsk Square, Smoke',
  'Lerchenau Aviator, Gold',
  'Ostra Cat-Eye, Bordeaux',
  'Tind Rectangle, Forest',
  'Fjell Panto, Crystal and a name that runs on for rather longer than its row has room for',
  'Skerry Clip-On, Graphite',
  'Vik Reading Glasses, Blue',
  'Brenta Sport, White',
]

export function sampleRow(index: number, changes: Partial<OfferRow> = {}): OfferRow {
  const minor = 8900 + (index % 7) * 2500
  return {
    offerId: `offer-${index}`,
    title: TITLES[index % TITLES.length] ?? '',
    availability: index % 9 === 5 ? 'preorder' : 'in_stock',
    price: { minor, currency: 'USD' },
    was: index % 4 === 1 ? { minor: minor + 3000, currency: 'USD' } : undefined,
    thumbnail: `/sample/photo/${index}.svg`,
    leftBy: Math.max(0, 9 - index),
    verdicts: IN,
    ...changes,
  }
}

export const rejected: readonly ChannelVerdict[] = [
  IN[0] as ChannelVerdict,
  {
    channelId: 'meta-catalog',
    channelName: 'Meta',
    included: false,
    reasons: [
      {
        offerId: 'offer-4',
        rule: 'image-link-missing',
        attribute: 'imageLink',
        message: 'image_link is required and absent; add the address of a photo of at least 500 × 500 pixels',
      },
    ],
    notices: [],
  },
]

const creativesOf = (index: number, moment: Moment['id'], sentence: string): ReadonlyMap<string, CreativeLink> =>
  new Map(
    samplePlacements.map(({ id, width, height }) => {
      const words = new URLSearchParams({ says: sentence, price: '$129.00', for: moment })
      const src = `/sample/creative/${index}/${width}x${height}.svg?${words}`
      return [id, { src, address: `http://localhost:8787${src}` }]
    }),
  )

export function sampleChosen(row: OfferRow, index = 0): ChosenOffer {
  const moments = (Object.keys(SENTENCES) as Stage[]).map((id) => ({
    id,
    sentence: SENTENCES[id],
    creatives: creativesOf(index, id, SENTENCES[id]),
  }))
  return {
    ...row,
    brand: 'Halden',
    link: `https://shop.example/p/${index}`,
    moments,
    shown: 'viewed',
    placements: samplePlacements,
    templates: ['reminder'],
    template: 'reminder',
    styles: ['minimal'],
    style: 'minimal',
  }
}

const visitor = (label: string, from: number, count: number): LeftBehindVisitor => ({
  label,
  moreItems: count > 4 ? 3 : 0,
  items: Array.from({ length: Math.min(count, 4) }, (_, index) => {
    const row = sampleRow(from + index)
    return {
      offerId: row.offerId,
      title: row.title,
      thumbnail: row.thumbnail,
      stage: (['checkout', 'carted', 'viewed'] as const)[(from + index) % 3] ?? 'viewed',
      quantity: index === 1 ? 2 : 1,
      lastAt: NOW - (from * 5 + index + 1) * 37 * MINUTE_MS,
      priceSeen: { minor: row.was?.minor ?? row.price.minor, currency: 'USD' },
      priceNow: row.price,
      dropped: row.was !== undefined,
      availability: row.availability,
    }
  }),
})

/** A shop on a good day; every test changes what it is about. */
export function sampleModel(changes: Partial<StudioModel> = {}): StudioModel {
  const rows = Array.from({ length: 14 }, (_, index) => sampleRow(index, index === 4 ? { verdicts: rejected } : {}))
  const chosen = rows[0] as OfferRow
  return {
    now: NOW,
    query: { shop: 'demo' },
    viewer: { kind: 'demo', mayCompose: true },
    shop: { shopId: 'demo', name: 'Halden & Vik', color: DEFAULT_SETTINGS.brand.color, domain: 'halden.example' },
    shops: [{ shopId: 'demo', name: 'Halden & Vik' }],
    figures: {
      offers: 28,
      itemGroups: 9,
      catalogChangedAt: NOW - 2 * HOUR_MS,
      visitors: { count: 12 },
      items: { count: 23 },
      value: [{ minor: 316_400, currency: 'USD' }],
      withinMs: 30 * DAY_MS,
      feedsBuiltAt: NOW - 4 * MINUTE_MS,
    },
    offers: { show: 'left', rows, leftCount: 14, allCount: 28 },
    chosen: sampleChosen(chosen),
    leftBehind: {
      visitors: [visitor('7f3a1', 0, 3), visitor('c09be', 3, 1), visitor('51d20', 5, 2), visitor('e8814', 1, 7)],
      more: false,
    },
    feeds: [
      {
        channelId: 'google-merchant',
        channelName: 'Google Merchant Center',
        files: [
          {
            format: 'rss',
            address: 'http://localhost:8787/feeds/demo/google-merchant.xml?token=sg_feed_2hTq9wJm4Xr7',
            built: {
              items: 28,
              excluded: 0,
              bytes: 48_200,
              gzipBytes: 6100,
              builtAt: NOW - 4 * MINUTE_MS,
              changedAt: NOW - 2 * HOUR_MS,
              stale: false,
            },
          },
          {
            format: 'tsv',
            address: 'http://localhost:8787/feeds/demo/google-merchant.tsv?token=sg_feed_2hTq9wJm4Xr7',
          },
        ],
        reasons: [],
      },
      {
        channelId: 'meta-catalog',
        channelName: 'Meta catalog',
        files: [
          {
            format: 'csv',
            address: 'http://localhost:8787/feeds/demo/meta-catalog.csv?token=sg_feed_2hTq9wJm4Xr7',
            built: {
              items: 27,
              excluded: 1,
              bytes: 61_800,
              gzipBytes: 7100,
              builtAt: NOW - 4 * MINUTE_MS,
              changedAt: NOW - 26 * MINUTE_MS,
              stale: true,
            },
          },
        ],
        reasons: [
          {
            rule: 'image-link-missing',
            message: 'image_link is required and absent; add the address of a photo of at least 500 × 500 pixels',
            offers: { count: 1 },
            offerIds: ['offer-4'],
          },
        ],
      },
    ],
    notices: [],
    ...changes,
  }
}

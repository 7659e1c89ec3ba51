import type { OfferAttributeName } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import { PICTURE_RULES, type PictureFault } from './check-pictures.ts'
import { columnsOf } from './columns.ts'
import { type FeedSources, openContext, pageContext, shopContext } from './feed-context.ts'
import { type Projection, project, projectShop } from './project.ts'
import { feedRule, type Severity } from './rules.ts'
import { TABLE_RULES, type TableRule } from './table-rules.ts'

/** One rule and the offers that broke it. */
export interface FeedFinding {
  readonly rule: string
  /** `error`: the offer is in the feed with a picture that is wrong. */
  readonly severity: Severity | 'error'
  readonly attribute?: OfferAttributeName
  readonly cause: string
  readonly remedy: string
  readonly source: string
  readonly count: number
  /** The first twenty; `count` counts them all. */
  readonly offerIds: readonly string[]
}

export interface FeedCheck {
  readonly channel: string
  readonly offers: number
  readonly included: number
  readonly excluded: number
  /** Ad images that were looked at, where that was asked for. */
  readonly pictures?: number
  /** What excludes first, then what concerns most offers. */
  readonly findings: readonly FeedFinding[]
}

const OFFER_IDS_KEPT = 20

/** Everything a channel would say about a shop's catalog, without writing a feed. */
export async function checkChannel(shop: Shop, channel: Channel, sources: FeedSources): Promise<FeedCheck> {
  const build = await openContext(shop, channel, sources)
  const found = new Map<string, FeedFinding & { count: number; offerIds: string[] }>()
  let offersSeen = 0
  let included = 0
  const note = ({ rows, rejections, notices }: Projection): void => {
    offersSeen++
    if (rows.length > 0) included++
    for (const rejection of [...rejections, ...notices]) {
      const key = `${rejection.rule} ${rejection.attribute ?? ''}`
      const finding = found.get(key) ?? { ...describeFinding(rejection, channel), count: 0, offerIds: [] }
      found.set(key, finding)
      finding.count++
      const { offerId = '' } = rejection
      if (finding.offerIds.length < OFFER_IDS_KEPT && finding.offerIds.at(-1) !== offerId)
        finding.offerIds.push(offerId)
    }
  }
  const ofShop = projectShop(shopContext(build))
  if (ofShop) for (const projection of ofShop) note(projection)
  else
    for await (const offers of sources.catalog.scanOffers(shop.shopId)) {
      const context = await pageContext(shop, build, offers, sources)
      for (const offer of offers) note(project(offer, context))
    }
  const findings = worstFirst([...found.values()])
  return { channel: channel.id, offers: offersSeen, included, excluded: offersSeen - included, findings }
}

const WEIGHT = { excludes: 0, error: 1, warns: 2 } as const satisfies Record<FeedFinding['severity'], number>

const worstFirst = (findings: readonly FeedFinding[]): FeedFinding[] =>
  findings.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count)

/** Findings about pictures beside those of a check, the worst first. */
export function withPictureFaults(
  check: FeedCheck,
  faults: readonly Pick<PictureFault, 'offerId' | 'rule'>[],
): FeedCheck {
  const found = new Map<string, string[]>()
  for (const { rule, offerId } of faults) found.set(rule, [...(found.get(rule) ?? []), offerId])
  const findings = [...found].map(([rule, offerIds]): FeedFinding => {
    const { severity, cause, remedy } = PICTURE_RULES[rule as keyof typeof PICTURE_RULES]
    const kept = offerIds.slice(0, OFFER_IDS_KEPT)
    return {
      rule,
      severity,
      attribute: 'imageLink',
      cause,
      remedy,
      source: 'own',
      count: offerIds.length,
      offerIds: kept,
    }
  })
  return { ...check, findings: worstFirst([...check.findings, ...findings]) }
}

/** What a rejection or notice of a channel means, for a person who is to mend it. */
export function describeFinding(
  { rule, attribute }: Pick<Rejection, 'rule' | 'attribute'>,
  channel: Channel,
): Omit<FeedFinding, 'count' | 'offerIds'> {
  const ofTable: TableRule | undefined = Object.hasOwn(TABLE_RULES, rule)
    ? TABLE_RULES[rule as keyof typeof TABLE_RULES]
    : undefined
  const known = feedRule(rule) ?? ofTable
  const source =
    channel.rules.find((named) => named.rule === rule)?.source ??
    columnsOf(channel).find(({ of }) => of === attribute)?.attribute.source
  return {
    rule,
    severity: known?.severity ?? 'excludes',
    attribute,
    cause: known?.cause ?? '',
    remedy: known?.remedy ?? '',
    source: source ?? channel.sources[0] ?? '',
  }
}

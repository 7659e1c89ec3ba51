import type { Offer } from '../../src/catalog/offer.ts'
import type { FeedContext } from '../../src/feeds/context.ts'
import { project } from '../../src/feeds/project.ts'
import type { CellValue } from '../../src/feeds/row.ts'

/** The first row of an offer by the platform's names; empty when it is rejected. */
export function cellsOf(offer: Offer, context: FeedContext): Readonly<Record<string, readonly CellValue[]>> {
  return Object.fromEntries(
    (project(offer, context).rows[0]?.cells ?? []).map(({ index, values }) => [
      context.channel.attributes[index]?.name ?? '?',
      values,
    ]),
  )
}

/** Rules that an offer breaks, those that exclude and those that warn. */
export function brokenRules(offer: Offer, context: FeedContext): { excludes: string[]; warns: string[] } {
  const { rejections, notices } = project(offer, context)
  return { excludes: rejections.map(({ rule }) => rule), warns: notices.map(({ rule }) => rule) }
}

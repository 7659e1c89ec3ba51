import { type Abandonment, abandoned, abandonedByVisitor } from '../../audience/join.ts'
import type { Shop } from '../../catalog/shop.ts'
import { formatAmount } from '../../shared/money.ts'
import { formatInstant } from '../../shared/time.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { durationOption, instantOption } from '../options.ts'
import { shopForReading } from '../target-shop.ts'
import { clip, plural, table } from '../text.ts'

interface AbandonedOptions {
  readonly visitor?: string
  readonly within?: number
  readonly asOf?: number
  readonly quiet?: number
}

interface VisitorAbandonments {
  readonly visitorId: string
  readonly items: readonly Abandonment[]
}

const VISITORS_SHOWN = 50

export const registerAbandoned: Register = (program, context, run) => {
  program
    .command('abandoned')
    .description('who left which offers behind, at which stage and when')
    .option('--visitor <id>', 'only this visitor')
    .option('--within <duration>', 'how far back to look (default: as the shop has it)', durationOption)
    .option('--quiet <duration>', 'how long nothing may have happened (default: as the shop has it)', durationOption)
    .option('--as-of <time>', 'as things stood then (default: now)', instantOption)
    .addHelpText(
      'after',
      `
Examples:
  secondglance abandoned --shop demo
  secondglance abandoned --shop demo --within 3d --json
  secondglance abandoned --visitor v-123 --as-of 2026-11-20T00:00:00Z`,
    )
    .action((options: AbandonedOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => listAbandoned(call, deps, options)))
    })
}

async function listAbandoned(call: Call, deps: OpenDeps, options: AbandonedOptions): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const asOf = options.asOf ?? deps.now()
  const visitors = visitorsOf(shop, asOf, deps, options)
  await (call.json ? writeJson(call, asOf, visitors) : writeText(call, asOf, shop, visitors))
  return EXIT.done
}

async function* visitorsOf(
  shop: Shop,
  asOf: number,
  deps: OpenDeps,
  { visitor, within, quiet: quietMs, asOf: isPast }: AbandonedOptions,
): AsyncGenerator<VisitorAbandonments> {
  if (visitor !== undefined && isPast === undefined) {
    const items = await abandonedByVisitor(shop, visitor, { now: asOf, within, quietMs }, deps)
    if (items.length > 0) yield { visitorId: visitor, items }
    return
  }
  for await (const page of abandoned(shop, { asOf, now: deps.now(), within, quietMs }, deps))
    for (const found of page) if (visitor === undefined || found.visitorId === visitor) yield found
}

/** One object, written visitor by visitor: a shop may have millions of them. */
async function writeJson(call: Call, asOf: number, visitors: AsyncIterable<VisitorAbandonments>): Promise<void> {
  const { stdout } = call.context
  await stdout.write(`{"asOf":${JSON.stringify(formatInstant(asOf))},"visitors":[`)
  let separator = ''
  for await (const { visitorId, items } of visitors) {
    await stdout.write(`${separator}${JSON.stringify({ visitorId, items: items.map(abandonmentJson) })}`)
    separator = ','
  }
  await stdout.write(']}\n')
}

async function writeText(
  call: Call,
  asOf: number,
  shop: Shop,
  visitors: AsyncIterable<VisitorAbandonments>,
): Promise<void> {
  const rows: string[][] = []
  let count = 0
  for await (const { visitorId, items } of visitors) {
    count += 1
    if (count > VISITORS_SHOWN) continue
    rows.push(...items.map((item) => [clip(visitorId, 24), ...itemCells(item)]))
  }
  if (count === 0)
    return call.report({}, () => `Nothing was left behind in shop "${shop.shopId}" as of ${formatInstant(asOf)}.`)
  const lines = [table(['visitor', 'stage', 'offer', 'quantity', 'price', 'last seen', ''], rows, new Set([3, 4]))]
  if (count > VISITORS_SHOWN) lines.push(`… and ${count - VISITORS_SHOWN} more; --json lists them all`)
  lines.push('', `${plural(count, 'visitor')} left something behind, as of ${formatInstant(asOf)}.`)
  await call.report({}, () => lines.join('\n'))
}

const itemCells = (item: Abandonment): string[] => [
  item.stage,
  clip(item.offerId, 36),
  String(item.quantity),
  item.priceNow ? `${formatAmount(item.priceNow)} ${item.priceNow.currency}` : '',
  formatInstant(item.lastAt).slice(0, 16).replace('T', ' '),
  item.dropped ? 'price dropped' : (item.availability ?? '').replace('in_stock', ''),
]

/** The same shape as the API's answer for one visitor. */
function abandonmentJson(item: Abandonment): object {
  const { offerId, stage, quantity, firstAt, lastAt, priceSeen, priceNow, dropped, availability } = item
  const currency = (priceNow ?? priceSeen)?.currency
  return {
    offerId,
    stage,
    quantity,
    firstAt: formatInstant(firstAt),
    lastAt: formatInstant(lastAt),
    // One currency stands for both prices; an old one in another currency would be read wrong.
    priceSeen: priceSeen && priceSeen.currency === currency ? formatAmount(priceSeen) : undefined,
    priceNow: priceNow && formatAmount(priceNow),
    currency,
    dropped,
    availability,
  }
}

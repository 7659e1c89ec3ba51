import type { Command } from 'commander'
import type { MatchingSettings, Shop } from '../../catalog/shop.ts'
import { type MatchReport, refreshMatches } from '../../events/refresh-matches.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Run } from '../command.ts'
import type { CommandContext, OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { shopForWriting } from '../target-shop.ts'
import { clip, plural, table } from '../text.ts'

interface MatchOptions {
  readonly set?: string[]
  readonly refuse?: string[]
  readonly trust?: string[]
  readonly forget?: string[]
}

const LISTED = 20

export function registerMatch(events: Command, context: CommandContext, run: Run): void {
  events
    .command('match')
    .description('which offers the ids in events mean that the catalog does not know, and by which rule')
    .option('--set <id=offer>', 'say which offer an id means; "id=" for none', collected)
    .option('--forget <id>', 'take back what was said of an id', collected)
    .option('--refuse <rule>', 'never match by this rule', collected)
    .option('--trust <rule>', 'match by this rule however few ids it fits', collected)
    .addHelpText(
      'after',
      `
What is said here takes effect at once, for the past too: the log keeps every id as it was sent.

Examples:
  secondglance events match --shop my-shop
  secondglance events match --set 4711=halden-black --set old-1=
  secondglance events match --refuse item-group`,
    )
    .action((options: MatchOptions, command) => {
      const call = readCall(command, context)
      const said = (options.set ?? []).map(readPair)
      return run(withDeps(call, (deps) => match(call, deps, options, said)))
    })
}

const collected = (value: string, earlier: string[] = []): string[] => [...earlier, value]

function readPair(text: string): [string, string | null] {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new CallFault(`"${text}" does not say which offer an id means: write id=offer, such as 4711=halden`)
  return [text.slice(0, at), text.slice(at + 1) || null]
}

async function match(
  call: Call,
  deps: OpenDeps,
  { refuse = [], trust = [], forget = [] }: MatchOptions,
  said: readonly [string, string | null][],
): Promise<number> {
  const shop = await shopForWriting(call.shopId, deps)
  const before = shop.settings.matching ?? {}
  const isChange = said.length + refuse.length + trust.length + forget.length > 0
  const changed = isChange ? withMatching(shop, changedSettings(before, { refuse, trust, forget, said })) : shop
  if (isChange) await deps.shops.saveShop(changed)
  const report = await refreshMatches(changed, deps)
  const counts = await deps.matches.countSentIds(shop.shopId)
  const { matches, rules, ties, unmatched } = report
  const all = counts.exact + matches.length + ties.length + unmatched.length
  const rate = all === 0 ? 1 : (counts.exact + matches.length) / all
  const json = { ...counts, matched: matches.length, rate, rules, ties, unmatched, matches }
  await call.report(json, () => describe(report, { ...counts, rate }))
  return EXIT.done
}

const withMatching = (shop: Shop, matching: MatchingSettings): Shop => ({
  ...shop,
  settings: { ...shop.settings, matching },
})

function changedSettings(
  { ids = [], refusedRules = [], trustedRules = [] }: MatchingSettings,
  changes: { refuse: string[]; trust: string[]; forget: string[]; said: readonly [string, string | null][] },
): MatchingSettings {
  const kept = new Map(ids)
  for (const id of changes.forget) kept.delete(id)
  for (const [id, offerId] of changes.said) kept.set(id, offerId)
  return {
    ids: [...kept],
    refusedRules: [...new Set([...refusedRules.filter((rule) => !changes.trust.includes(rule)), ...changes.refuse])],
    trustedRules: [...new Set([...trustedRules.filter((rule) => !changes.refuse.includes(rule)), ...changes.trust])],
  }
}

function describe(
  { matches, rules, ties, unmatched }: MatchReport,
  { exact, rate }: { exact: number; rate: number },
): string {
  const lines = [
    `${(rate * 100).toFixed(1)} % of the ids in events have an offer: ${exact} as they are, ${matches.length} by a rule`,
  ]
  if (rules.length > 0)
    lines.push(
      '',
      table(
        ['rule', 'ids'],
        rules.map(({ rule, ids }) => [clip(rule, 60), String(ids)]),
        new Set([1]),
      ),
    )
  if (ties.length > 0)
    lines.push(
      '',
      `${plural(ties.length, 'id')} could be either of two offers; say which with --set:`,
      ...ties
        .slice(0, LISTED)
        .map(({ sentId, offerIds }) => `  ${clip(sentId, 40)} = ${clip(offerIds.join(' or '), 80)}`),
    )
  if (unmatched.length > 0)
    lines.push(
      '',
      `${plural(unmatched.length, 'id')} without an offer; their events are kept until it appears:`,
      ...unmatched.slice(0, LISTED).map((id) => `  ${clip(id, 80)}`),
    )
  return lines.join('\n')
}

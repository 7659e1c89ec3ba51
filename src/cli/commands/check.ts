import { channels } from '../../channels/registry.ts'
import { checkChannel, type FeedCheck, type FeedFinding, withPictureFaults } from '../../feeds/check.ts'
import { checkPictures, type PictureFault } from '../../feeds/check-pictures.ts'
import { channelOf, channelsOf } from '../../feeds/named-feeds.ts'
import { feedDeps } from '../../http/feed-deps.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { startProgress } from '../progress.ts'
import { shopForReading } from '../target-shop.ts'
import { clip, plural } from '../text.ts'

export const registerCheck: Register = (program, context, run) => {
  program
    .command('check')
    .argument('<channel>', `${channels.map(({ id }) => id).join(', ')}, or <channel>~<name> of a named feed`)
    .description('what a channel would say about the catalog, rule by rule')
    .option('--pictures', 'also render every ad image of the feed and prove that it shows the price of its row')
    .addHelpText(
      'after',
      `
Ends with 1 where offers are left out for a fault of theirs, or a picture is wrong; notices alone end with 0.

Examples:
  secondglance check google-merchant
  secondglance check meta-catalog --pictures --shop demo --json`,
    )
    .action((channelId: string, { pictures = false }: { pictures?: boolean }, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => check(call, deps, channelId, pictures)))
    })
}

/** Rules that leave offers out without anything being wrong with them. */
const NO_FAULT = new Set(['filtered-out', 'nothing-to-say', 'offer-archived', 'offer-expired'])

async function check(call: Call, deps: OpenDeps, channelId: string, pictures: boolean): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const channel = channelOf(shop, channelId)
  if (!channel)
    throw new CallFault(
      `there is no channel "${clip(channelId, 80)}": write one of ${channelsOf(shop)
        .map(({ id }) => id)
        .join(', ')}`,
    )
  const sources = feedDeps(shop, deps)
  let result = await checkChannel(shop, channel, sources)
  if (pictures) {
    const faults: PictureFault[] = []
    const progress = startProgress('Looking at ad images', call.context.stderr, deps.now)
    let seen = 0
    try {
      for await (const fault of checkPictures(shop, channel, sources, deps, () => progress.update(++seen)))
        faults.push(fault)
    } finally {
      progress.end()
    }
    result = { ...withPictureFaults(result, faults), pictures: seen }
  }
  await call.report(result, () => describe(channel.name, result))
  const isFault = ({ severity, rule }: FeedFinding): boolean => severity !== 'warns' && !NO_FAULT.has(rule)
  return result.findings.some(isFault) ? EXIT.fault : EXIT.done
}

const MARK = { excludes: 'left out', error: 'wrong', warns: 'notice' } as const

function describe(name: string, { offers, included, excluded, pictures, findings }: FeedCheck): string {
  const head = `${name}: ${plural(offers, 'offer')}, ${included} in the feed, ${excluded} left out`
  const lines = findings.flatMap(({ rule, severity, cause, remedy, count, offerIds }) => [
    `  ${MARK[severity]}  ${count} × ${rule}`,
    `    ${cause} ${remedy}`,
    `    ${clip(offerIds.slice(0, 5).join(', '), 160)}${count > 5 ? ', …' : ''}`,
  ])
  return [head, ...(pictures === undefined ? [] : [`${plural(pictures, 'ad image')} looked at`]), ...lines].join('\n')
}

import { channels } from '../../channels/registry.ts'
import { explainOffer } from '../../feeds/explain.ts'
import { channelOf, channelsOf } from '../../feeds/named-feeds.ts'
import { feedDeps } from '../../http/feed-deps.ts'
import { AppError } from '../../shared/errors.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { shopForReading } from '../target-shop.ts'
import { clip } from '../text.ts'

export const registerExplain: Register = (program, context, run) => {
  program
    .command('explain')
    .argument('<offer>', 'id of the offer')
    .argument('<channel>', channels.map(({ id }) => id).join(', '))
    .description('whether an offer is in the feed of a channel, and why not')
    .addHelpText(
      'after',
      `
Examples:
  secondglance explain halden-black-m google-merchant
  secondglance explain halden-black-m meta-catalog --shop demo --json`,
    )
    .action((offerId: string, channelId: string, _options: object, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => explain(call, deps, offerId, channelId)))
    })
}

async function explain(call: Call, deps: OpenDeps, offerId: string, channelId: string): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const channel = channelOf(shop, channelId)
  if (!channel)
    throw new CallFault(
      `there is no channel "${clip(channelId, 80)}": write one of ${channelsOf(shop)
        .map(({ id }) => id)
        .join(', ')}`,
    )
  const offer = await deps.catalog.getOffer(shop.shopId, offerId)
  if (!offer)
    throw new AppError('not-found', `offer "${clip(offerId, 80)}" is not in the catalog of shop "${shop.shopId}"`)
  const { included, rejections, notices } = await explainOffer(shop, channel, offer, feedDeps(shop, deps))
  await call.report({ offerId, channel: channel.id, included, rejections, notices }, () =>
    [
      `"${clip(offer.title, 60)}" is ${included ? '' : 'not '}in the ${channel.name} feed.`,
      ...[...rejections, ...notices].map(({ rule, message }) => `  ${clip(message, 240)} [${rule}]`),
    ].join('\n'),
  )
  return EXIT.done
}

import { NAMED_FEEDS_MAX, parseNamedFeed } from '../../catalog/feed-settings.ts'
import { formatMarket, type NamedFeed } from '../../catalog/named-feed.ts'
import type { Shop } from '../../catalog/shop.ts'
import { channels } from '../../channels/registry.ts'
import { channelOf } from '../../feeds/named-feeds.ts'
import { feedAddress } from '../../http/feed-address.ts'
import { AppError } from '../../shared/errors.ts'
import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { parseJson, readJson } from '../read-json.ts'
import { shopForWriting } from '../target-shop.ts'
import { table } from '../text.ts'

interface SetOptions {
  readonly market?: string
  readonly include?: string
}

/** Channels whose rows are offers, or parts of them. */
const CHANNEL_IDS = channels.filter(({ rowOf }) => rowOf !== 'promotion').map(({ id }) => id)

export const registerFeeds: Register = (program, context, run) => {
  const feeds = program.command('feeds').description('feeds that a shop has named: for a market, or for some offers')

  feeds
    .command('list')
    .description('the named feeds of the shop with their addresses')
    .addHelpText('after', '\nExamples:\n  secondglance feeds list --shop my-shop')
    .action((_options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const shop = await shopForWriting(call.shopId, deps)
          const named = (shop.settings.feeds ?? []).map((feed) => feedJson(shop, feed, deps))
          await call.report({ feeds: named }, () =>
            named.length === 0
              ? 'No feed is named yet: "secondglance feeds set sale meta-catalog --include \'{"onSale":true}\'".'
              : table(
                  ['name', 'channel', 'market', 'include', 'address'],
                  named.map((feed) => [
                    feed.name,
                    feed.channel,
                    feed.market ?? '',
                    feed.include === undefined ? '' : JSON.stringify(feed.include),
                    feed.address,
                  ]),
                ),
          )
          return EXIT.done
        }),
      )
    })

  feeds
    .command('set')
    .argument('<name>', 'lower-case letters, digits and hyphens, at most 40')
    .argument('<channel>', CHANNEL_IDS.join(', '))
    .description('name a feed, or change what it is for')
    .option('--market <market>', 'language, country and currency: de-AT:EUR; an offer without them there is left out')
    .option('--include <json or file>', 'which offers: JSON, or a file of it')
    .addHelpText(
      'after',
      `
Every condition of --include that is given has to hold:
  categories, brands    lists; a category holds everything below it
  price                 {"min": 10, "max": 50, "currency": "EUR"}: what a shopper pays now
  availability          a list of in_stock, out_of_stock, preorder, backorder
  inventoryMin, onSale  a number; true or false
  where                 [{"attribute": "color", "test": "is", "value": "black"}]; tests are is, isNot, contains, exists, missing
  abandoned             {"visitorsMin": 3, "stages": ["carted", "checkout"], "within": "36h"}, of the last seven days

Examples:
  secondglance feeds set austria google-merchant --market de-AT:EUR
  secondglance feeds set wanted meta-catalog --include '{"abandoned":{"visitorsMin":3},"availability":["in_stock"]}'`,
    )
    .action((name: string, channelId: string, options: SetOptions, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const include = await includeOf(options.include, context)
          const parsed = parseNamedFeed({ name, channelId, market: options.market, include }, CHANNEL_IDS)
          if (!parsed.ok)
            throw new AppError('invalid', `the feed "${name}" cannot be named so`, { details: parsed.faults })
          const shop = await shopForWriting(call.shopId, deps)
          const others = (shop.settings.feeds ?? []).filter((feed) => !isSame(feed, name, channelId))
          if (others.length >= NAMED_FEEDS_MAX)
            throw new AppError('too-large', `a shop names at most ${NAMED_FEEDS_MAX} feeds: remove one first`)
          const saved = await saveFeeds(shop, [...others, parsed.value], deps)
          const feed = feedJson(saved, parsed.value, deps)
          await call.report(feed, () => `Feed "${name}" is served at\n  ${feed.address}`)
          return EXIT.done
        }),
      )
    })

  feeds
    .command('remove')
    .argument('<name>', 'as "feeds list" shows it')
    .argument('<channel>', 'its channel')
    .description('take a named feed away; its address answers 404 from then on')
    .addHelpText('after', '\nExamples:\n  secondglance feeds remove austria google-merchant')
    .action((name: string, channelId: string, _options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const shop = await shopForWriting(call.shopId, deps)
          const all = shop.settings.feeds ?? []
          const kept = all.filter((feed) => !isSame(feed, name, channelId))
          if (kept.length === all.length)
            throw new AppError(
              'not-found',
              `there is no feed "${name}" of ${channelId}: "feeds list" shows what there is`,
            )
          await saveFeeds(shop, kept, deps)
          await call.report(
            { name, channel: channelId, removed: true },
            () => `Feed "${name}" of ${channelId} is gone.`,
          )
          return EXIT.done
        }),
      )
    })
}

const isSame = (feed: NamedFeed, name: string, channelId: string): boolean =>
  feed.name === name && feed.channelId === channelId

async function includeOf(text: string | undefined, context: Parameters<typeof readJson>[1]): Promise<unknown> {
  if (text === undefined) return undefined
  return text.trimStart().startsWith('{') ? parseJson(text, '--include') : readJson(text, context)
}

async function saveFeeds(shop: Shop, feeds: readonly NamedFeed[], { shops }: Pick<OpenDeps, 'shops'>): Promise<Shop> {
  const saved = { ...shop, settings: { ...shop.settings, feeds } }
  await shops.saveShop(saved)
  return saved
}

function feedJson(shop: Shop, { name, channelId, market, include }: NamedFeed, deps: Pick<OpenDeps, 'publicUrl'>) {
  const channel = channelOf(shop, `${channelId}~${name}`)
  const format = channel?.formats[0] ?? 'csv'
  return {
    name,
    channel: channelId,
    market: market && formatMarket(market),
    include,
    address: feedAddress({ shopId: shop.shopId, channelId: `${channelId}~${name}`, format }, undefined, deps),
  }
}

import { describe, expect, it } from 'vitest'
import { channels } from '../../src/channels/registry.ts'
import type { ShopEvent } from '../../src/events/event.ts'
import { buildFeed } from '../../src/feeds/build.ts'
import { feedFileName } from '../../src/feeds/serve-feed.ts'
import { HOUR_MS } from '../../src/shared/time.ts'
import { openHouse } from './feed-house.ts'
import { NOW, SHOP } from './fixture.ts'

const carted = (visitorId: string, offerId: string): ShopEvent => ({
  eventId: `${visitorId}-${offerId}`,
  type: 'add_to_cart',
  visitorId,
  occurredAt: NOW - 5 * HOUR_MS,
  receivedAt: NOW - 5 * HOUR_MS,
  consent: { ads: true },
  items: [{ offerId, quantity: 1 }],
})

const cases = channels.flatMap((channel) => channel.formats.map((format) => ({ channel, format })))

describe('a feed equals the file a person has read', () => {
  it.each(cases)('$channel.id as $format', async ({ channel, format }) => {
    const house = await openHouse()
    await house.stores.events.append(SHOP.shopId, [
      carted('v1', 'lamp-1'),
      ...['v1', 'v2', 'v3'].map((visitorId) => carted(visitorId, 'lamp-2-groups')),
    ])
    const version = await buildFeed(SHOP, channel, format, house.deps)
    const name = feedFileName({ channelId: channel.id, format, gzip: false })
    await expect(await house.read(version)).toMatchFileSnapshot(`../golden/feeds/${name}`)
    const { items, excluded, rejections } = version
    const reasons = rejections.map(({ offerId, rule, attribute }) => `${offerId}: ${rule} (${attribute})`)
    await expect([`${items} rows, ${excluded} left out`, ...reasons, ''].join('\n')).toMatchFileSnapshot(
      `../golden/feeds/${channel.id}.left-out.txt`,
    )
  })
})

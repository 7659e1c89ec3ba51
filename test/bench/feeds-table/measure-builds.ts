import { built } from '../built.ts'
import { openBench, SHOP, someIds } from './bench-shop.ts'

/*
 * Builds and refreshes one feed in a process of its own, and prints what each took as JSON lines.
 * Rounds: each is a whole build, a refresh after nothing, after 1 % in one category, and after 1 % at random.
 */
const [folder = '', countText = '0', roundsText = '0', wholesText = '1'] = process.argv.slice(2)
const count = Number(countText)
const { stores, deps } = await openBench(folder)
const { buildFeed, refreshFeed } = await built<typeof import('../../../src/feeds/build.ts')>('feeds/build.js')
const { channel } = await built<typeof import('../../../src/channels/registry.ts')>('channels/registry.js')
const google = channel('google-merchant')
if (!google) throw new Error('there is no channel google-merchant')

async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  const maxRssMib = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`${JSON.stringify({ what, cpuMs: (user + system) / 1000, wallMs, maxRssMib })}\n`)
}

async function change(which: 'category' | 'random', seed: number): Promise<void> {
  const ids = someIds(which, count, seed)
  const offers = await stores.catalog.getOffers(SHOP.shopId, [...ids])
  for (const offer of offers.values()) {
    const price = { minor: offer.price.minor + 1 + seed, currency: offer.price.currency }
    await stores.catalog.putOffer(SHOP.shopId, { ...offer, price }, deps.now())
  }
}

const refresh = () => refreshFeed(SHOP, google, 'rss', deps)
// Several of a small shop, so that the heap is grown as in a process that has run for a while.
for (let built = 0; built < Number(wholesText); built++)
  await measure('whole', () => buildFeed(SHOP, google, 'rss', deps))
process.stdout.write(`${JSON.stringify({ what: 'rss', maxRssMib: process.resourceUsage().maxRSS / 1024 })}\n`)
for (let round = 0; round < Number(roundsText); round++) {
  if (round > 0) await measure('whole', () => buildFeed(SHOP, google, 'rss', deps))
  for (let at = 0; at < 5; at++) await measure('nothing', refresh)
  for (const which of ['category', 'random'] as const) {
    await change(which, round)
    await measure(which, refresh)
  }
  await change('category', 100 + round)
  const [id] = someIds('random', count, round)
  const offer = await stores.catalog.getOffer(SHOP.shopId, id as string)
  await refresh()
  if (offer) await stores.catalog.putOffer(SHOP.shopId, { ...offer, title: `${offer.title} ${round}` }, deps.now())
  await measure('one', refresh)
}
await stores.close()

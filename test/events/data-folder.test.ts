import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { collectEvents } from '../../src/events/collect.ts'
import type { Dialect } from '../../src/events/dialects/dialect.ts'
import { snowplowWith } from '../../src/events/dialects/snowplow.ts'
import { readContexts } from '../../src/events/read-contexts.ts'
import { readEventFile } from '../../src/events/read-file.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { logOf } from '../contracts/shop-events.ts'
import { testShop } from './test-shop.ts'

const folder = fileURLToPath(new URL('../../../shared/data/events/', import.meta.url))
const gallyLog = `${folder}gally-tracking/tracking_event_documents.json`

interface GallyDocument {
  readonly id: string
  readonly event_type: string
  readonly metadata_code: string
}

async function readInto(stores: ReturnType<typeof memoryStores>, path: string) {
  const file = readEventFile(createReadStream(path))
  const sum = { stored: 0, duplicate: 0, rejected: 0, rules: [] as string[] }
  for await (const page of file) {
    const inputs = page.map(({ input }) => input)
    const options = { shop: testShop({ currency: 'USD' }), receivedAt: Date.UTC(2026, 10, 22) }
    const report = await collectEvents(inputs, options, { ...stores, digest: nodeDigest })
    sum.stored += report.stored
    sum.duplicate += report.duplicate
    sum.rejected += report.rejected
    sum.rules.push(...report.rejections.map(({ rule }) => rule))
  }
  return { ...sum, dialect: file.dialect, skipped: file.skipped }
}

// The collected logs lie beside the repository on some machines only.
describe.runIf(existsSync(folder))('the collected event logs', () => {
  it('of Gally are read to the last document', async () => {
    const stores = memoryStores({ apply: applyEvent })
    const counted = await readInto(stores, gallyLog)
    expect(counted).toEqual({ dialect: 'gally', stored: 68, duplicate: 18, rejected: 0, rules: [], skipped: 145 })

    const sets = JSON.parse(readFileSync(gallyLog, 'utf8')) as { documents: GallyDocument[] }[]
    const wanted = sets
      .flatMap(({ documents }) => documents)
      .filter((made) => made.metadata_code === 'product' && /^(view|add_to_cart|order)$/.test(made.event_type))
    const log = await logOf(stores.events, 'one')
    expect(new Set(log.map(({ eventId }) => eventId))).toEqual(new Set(wanted.map(({ id }) => id)))
    expect(counted.stored + counted.duplicate).toBe(wanted.length)

    expect(await readInto(stores, gallyLog)).toMatchObject({ stored: 0, duplicate: 86 })
  })

  it('of the retail API are read, and what is invalid is named', async () => {
    const stores = memoryStores({ apply: applyEvent })
    expect(await readInto(stores, `${folder}google-retail/user_events.json`)).toEqual({
      dialect: 'google-retail',
      stored: 1,
      duplicate: 0,
      rejected: 0,
      rules: [],
      skipped: 3,
    })
    // The one good event of this file stands in the other one too, without an id.
    expect(await readInto(stores, `${folder}google-retail/user_events_some_invalid.json`)).toEqual({
      dialect: 'google-retail',
      stored: 0,
      duplicate: 1,
      rejected: 1,
      rules: ['type-invalid'],
      skipped: 2,
    })
  })

  it.each([
    ['otto-recsys/train.jsonl', 'sessions', { stored: 862 }],
    ['otto-recsys/test_sessions_full.jsonl', 'sessions', { stored: 19 }],
    ['snowplow-ecommerce/snowplow_ecommerce_events.csv', 'snowplow', { stored: 287, skipped: 547 }],
    [
      'payloads/ga4-export/event_data.csv',
      'ga4-export',
      { stored: 2, rules: ['items-missing', 'items-missing'], skipped: 2 },
    ],
    ['payloads/rudderstack-2022/ga4_mp_bodies.json', 'ga4', { stored: 10, duplicate: 3, skipped: 44 }],
    ['payloads/rudderstack-2022/meta_capi_events.json', 'meta', { stored: 4, duplicate: 8, skipped: 17 }],
    ['payloads/shopify-api-fixtures/carts.json', 'shopify', { stored: 2 }],
    ['payloads/shopify-api-fixtures/checkouts.json', 'shopify', { stored: 2 }],
    ['payloads/shopify-api-fixtures/order.json', 'shopify', { stored: 1 }],
    ['fivetran-shopify-seeds/shopify_abandoned_checkout_data.csv', 'shopify', { stored: 3 }],
    ['fivetran-shopify-seeds/shopify_order_data.csv', 'shopify', { stored: 8 }],
  ])('%s is read as %s', async (path, dialect, counts) => {
    const stores = memoryStores({ apply: applyEvent })
    const none = {
      stored: 0,
      duplicate: 0,
      rejected: (counts as { rules?: string[] }).rules?.length ?? 0,
      rules: [],
      skipped: 0,
    }
    expect(await readInto(stores, `${folder}${path}`)).toEqual({ dialect, ...none, ...counts })
  })

  it('of Snowplow say the same when their contexts come from tables of their own', async () => {
    const path = `${folder}snowplow-ecommerce/`
    const names = ['action', 'cart', 'checkout_step', 'product', 'transaction', 'user']
    const tables = names.map((name) => `com_snowplowanalytics_snowplow_ecommerce_${name}_1.csv`)
    const contexts = await readContexts(tables.map((name) => ({ name, body: createReadStream(path + name) })))
    const joined = snowplowWith(contexts)
    const counts = async (dialect: Dialect) => {
      const types: Record<string, number> = {}
      for await (const page of readEventFile(createReadStream(`${path}snowplow_ecommerce_events.csv`), dialect))
        for (const { input } of page) {
          const { type } = input as { type: string }
          types[type] = (types[type] ?? 0) + 1
        }
      return types
    }
    const bare: Dialect = {
      ...joined,
      translate: ({ event_id, domain_userid, network_userid, collector_tstamp }, context) =>
        joined.translate({ event_id, domain_userid, network_userid, collector_tstamp }, context),
    }
    const { begin_checkout, ...others } = await counts(bare)
    // One step of a checkout is in the events table only.
    expect({ begin_checkout: (begin_checkout ?? 0) + 1, ...others }).toEqual(await counts(joined))
  })

  it.each([
    ['2010-12-01', { stored: 126, rejected: 19, skipped: 2 }],
    ['2010-12-02', { stored: 159, rejected: 6, skipped: 2 }],
    ['2010-12-03', { stored: 64, rejected: 18, skipped: 28 }],
    ['2010-12-05', { stored: 93, rejected: 1, skipped: 1 }],
    ['2010-12-06', { stored: 111, rejected: 22, skipped: 7 }],
    ['2010-12-07', { stored: 78, rejected: 17, skipped: 20 }],
  ])('of the invoices of %s all are read, and those without a customer named', async (day, counts) => {
    const { rules, ...read } = await readInto(
      memoryStores({ apply: applyEvent }),
      `${folder}uci-online-retail/${day}.csv`,
    )
    expect(read).toEqual({ dialect: 'order-lines', duplicate: 0, ...counts })
    expect(new Set(rules)).toEqual(new Set(['visitor-id-missing']))
  })
})

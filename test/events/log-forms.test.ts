import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { mappedDialect } from '../../src/events/dialects/mapped.ts'
import { snowplowWith } from '../../src/events/dialects/snowplow.ts'
import { readContexts } from '../../src/events/read-contexts.ts'
import { readEventFile } from '../../src/events/read-file.ts'

async function* piecesOf(data: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

async function read(data: string | Uint8Array, dialect?: Parameters<typeof readEventFile>[1]) {
  const file = readEventFile(piecesOf(data), dialect)
  const lines = []
  for await (const page of file) lines.push(...page)
  return { dialect: file.dialect, skipped: file.skipped, lines, inputs: lines.map(({ input }) => input) }
}

const CLICKS =
  'timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n1433224214164,99,transaction,248676,"4,000"\n'

describe('a log', () => {
  it('of clicks in a table is read, with quotes and numbered lines', async () => {
    const { dialect, lines } = await read(CLICKS)
    expect(dialect).toBe('clicks')
    expect(lines).toMatchObject([
      {
        line: 2,
        input: {
          type: 'view_item',
          visitorId: '257597',
          occurredAt: '2015-06-02T05:02:12.117Z',
          items: [{ offerId: '355908' }],
        },
      },
      { line: 3, input: { type: 'purchase', orderId: '4,000' } },
    ])
  })

  it.each([
    ['tabs', CLICKS.replace('"4,000"', '4000').replaceAll(',', '\t')],
    ['semicolons', CLICKS.replace('"4,000"', '4000').replaceAll(',', ';')],
    ['line ends of Windows', CLICKS.replaceAll('\n', '\r\n')],
    ['no line end', CLICKS.trimEnd()],
    ['a byte order mark', `\ufeff${CLICKS}`],
  ])('of a table is read with %s', async (_name, text) => {
    expect((await read(text)).inputs).toHaveLength(2)
  })

  it('is read packed with gzip', async () => {
    expect((await read(new Uint8Array(gzipSync(CLICKS)))).inputs).toEqual((await read(CLICKS)).inputs)
  })

  it('that is damaged or cut is refused', async () => {
    const packed = new Uint8Array(gzipSync(CLICKS.repeat(50)))
    await expect(read(packed.slice(0, -20))).rejects.toThrow('damaged or cut')
    await expect(read('a,b\n"never closed,1\n')).rejects.toThrow('line 2: a quote is never closed')
  })

  it('of sessions is taken apart', async () => {
    const session = {
      session: 4,
      events: [
        { aid: 7, ts: 1659304800025, type: 'clicks' },
        { aid: 7, ts: 1659304800025, type: 'carts' },
      ],
    }
    const { dialect, inputs } = await read(JSON.stringify(session))
    expect(dialect).toBe('sessions')
    expect(inputs).toMatchObject([
      { eventId: 'session-4-0', type: 'view_item', visitorId: 4, items: [{ offerId: 7 }] },
      { eventId: 'session-4-1', type: 'add_to_cart' },
    ])
  })

  it('of a session of 1,200 clicks comes in pages that can be collected', async () => {
    const events = Array.from({ length: 1_200 }, (_, aid) => ({ aid, ts: 1659304800025 + aid, type: 'clicks' }))
    const sizes = []
    for await (const page of readEventFile(piecesOf(JSON.stringify({ session: 1, events }), 4_096)))
      sizes.push(page.length)
    expect(sizes).toEqual([500, 500, 200])
  })

  it('of invoice lines becomes one purchase an invoice, and returns', async () => {
    const text = [
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
      '536365,85123A,"HEART, HANGING",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850.0,United Kingdom',
      '536365,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850.0,United Kingdom',
      'C536379,22580,CALENDAR,-8,2010-12-01 09:41:00,5.95,14527.0,United Kingdom',
      '536400,POST,POSTAGE,1,2010-12-01 10:00:00,18.0,1.0,United Kingdom',
    ].join('\n')
    const { dialect, skipped, inputs } = await read(text)
    expect([dialect, skipped]).toEqual(['order-lines', 1])
    expect(inputs).toMatchObject([
      {
        eventId: 'invoice-536365',
        type: 'purchase',
        visitorId: '17850',
        occurredAt: '2010-12-01T08:26:00Z',
        items: [
          { offerId: '85123A', quantity: 6, price: '2.55' },
          { offerId: '71053', quantity: 2 },
        ],
      },
      { eventId: 'invoice-C536379', type: 'refund', items: [{ offerId: '22580', quantity: 8 }] },
    ])
  })

  it('of an invoice of 450 lines becomes three events that are told apart', async () => {
    const rows = Array.from({ length: 450 }, (_, at) => `1,${10_000 + at},x,1,2010-12-01 08:26:00,1,5,UK`)
    const { inputs } = await read(
      ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...rows].join('\n'),
    )
    expect(inputs).toMatchObject([{ eventId: 'invoice-1' }, { eventId: 'invoice-1-1' }, { eventId: 'invoice-1-2' }])
    expect(inputs.map((input) => (input as { items: unknown[] }).items.length)).toEqual([200, 200, 50])
  })

  it('of Snowplow is read from the contexts beside each event', async () => {
    const row = (type: string | null) => ({
      event_id: `e-${type}`,
      domain_userid: 'd-1',
      collector_tstamp: '2022-12-22 13:25:47.779000+00:00',
      user_id: '',
      contexts_com_snowplowanalytics_snowplow_ecommerce_product_1_0_0:
        '[{"id":"1236","price":"12.0","currency":"EUR","quantity":null}]',
      contexts_com_snowplowanalytics_snowplow_ecommerce_transaction_1:
        '[{"transaction_id":"T-1","revenue":"13.0","currency":"EUR"}]',
      unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1_0_0:
        type && JSON.stringify({ type }),
    })
    const text = [row('product_view'), row('transaction'), row('list_view'), row(null)]
      .map((one) => JSON.stringify(one))
      .join('\n')
    const { dialect, skipped, inputs } = await read(text)
    expect([dialect, skipped]).toEqual(['snowplow', 2])
    expect(inputs).toMatchObject([
      { type: 'view_item', visitorId: 'd-1', items: [{ offerId: '1236', quantity: 1, price: '12.0' }] },
      { type: 'purchase', orderId: 'T-1', currency: 'EUR', value: '13.0' },
    ])
  })

  it('of Snowplow is joined with the tables of its contexts', async () => {
    const events =
      'event_id,domain_userid,collector_tstamp\ne-1,d-1,2022-12-22 13:25:47 UTC\ne-2,d-1,2022-12-22 13:26:47 UTC\n'
    const actions = 'root_id,root_tstamp,type,name,schema_name\ne-1,t,add_to_cart,,snowplo_ecommerce_action\n'
    const products = [
      'root_id,root_tstamp,id,price,quantity,currency,schema_name',
      'e-1,t,1236,12,2,EUR,snowplow_ecommerce_product',
      'e-1,t,1237,13.2,,EUR,snowplow_ecommerce_product',
    ].join('\n')
    const tables = { 'action_1.csv': actions, 'product_1.csv': products }
    const contexts = await readContexts(Object.entries(tables).map(([name, text]) => ({ name, body: piecesOf(text) })))
    const { dialect, skipped, inputs } = await read(events, snowplowWith(contexts))
    expect([dialect, skipped]).toEqual(['snowplow', 1])
    expect(inputs).toMatchObject([
      {
        eventId: 'e-1',
        type: 'add_to_cart',
        items: [
          { offerId: '1236', quantity: 2, price: '12' },
          { offerId: '1237', quantity: 1 },
        ],
      },
    ])
    await expect(readContexts([{ name: 'x.csv', body: piecesOf('a,b\n1,2\n') }])).rejects.toThrow('x.csv, line 2')
  })

  it('of the GA4 export is read with its nested items', async () => {
    const row = {
      event_name: 'add_to_cart',
      event_timestamp: '1659304800025000',
      user_pseudo_id: 'p.1',
      items: [{ item_id: 'a', quantity: '2', price: '5.0' }],
      event_params: [{ key: 'currency', value: { string_value: 'SEK' } }],
      privacy_info: { ads_storage: 'No' },
    }
    expect((await read(JSON.stringify(row))).inputs).toMatchObject([
      {
        type: 'add_to_cart',
        visitorId: 'p.1',
        occurredAt: '2022-07-31T22:00:00.025Z',
        items: [{ offerId: 'a', quantity: 2, currency: 'SEK' }],
        consent: { adStorage: 'denied' },
      },
    ])
  })

  it('of the Measurement Protocol keeps the bodies that its events belong to', async () => {
    const body = {
      client_id: 'c.1',
      timestamp_micros: '1659304800025000',
      events: [{ name: 'view_item', params: { items: [{ item_id: 'a' }] } }],
    }
    expect((await read(JSON.stringify([body]))).inputs).toMatchObject([{ visitorId: 'c.1', type: 'view_item' }])
  })

  it('of one’s own is read through a mapping', async () => {
    const mapping = JSON.stringify({
      visitorId: 'who',
      offerId: 'what',
      type: 'did',
      occurredAt: 'when',
      quantity: 'n',
      types: { basket: 'add_to_cart', look: 'view_item' },
    })
    const { dialect, skipped, inputs } = await read(
      'who,what,did,when,n\nu1,a,basket,2026-11-20 10:00:00,3\nu1,a,rated,2026-11-20 10:00:00,\n',
      mappedDialect(mapping),
    )
    expect([dialect, skipped]).toEqual(['mapped', 1])
    expect(inputs).toMatchObject([
      {
        type: 'add_to_cart',
        visitorId: 'u1',
        occurredAt: '2026-11-20T10:00:00Z',
        items: [{ offerId: 'a', quantity: 3 }],
      },
    ])
  })

  it.each([
    ['no JSON', '{'],
    ['a missing column', '{"visitorId":"a","type":"b","types":{}}'],
    ['a type that is none', '{"visitorId":"a","type":"b","occurredAt":"c","types":{"x":"dance"}}'],
    ['a word that is not known', '{"visitorId":"a","type":"b","occurredAt":"c","types":{},"colour":"d"}'],
  ])('cannot be read through a mapping with %s', (_name, text) => {
    expect(() => mappedDialect(text)).toThrow('the mapping')
  })

  it.each(['__proto__', 'constructor', 'toString'])('may have a column called %s', async (name) => {
    const { inputs } = await read(`${name},visitorid,event,itemid,timestamp\nx,1,view,2,1433221332117\n`)
    expect(inputs).toMatchObject([{ visitorId: '1' }])
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

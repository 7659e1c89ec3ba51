import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { createAdaptorServer } from '@hono/node-server'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { abandonedByVisitor } from '../../src/audience/join.ts'
import { leftBehindOf } from '../../src/http/studio/left-behind.ts'
import { readPixel } from '../../src/platform/node/pixel-script.ts'
import { logOf } from '../contracts/shop-events.ts'
import { offerJson, type TestService, testService } from '../http/service.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
// A browser is not on every machine; CI has one.
const hasChromium = existsSync(executablePath)
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
    }),
  )

it('is a few kilobytes of plain script', async () => {
  const script = await readPixel()
  expect(gzipSync(script).length).toBeLessThan(5_000)
  expect(script).not.toMatch(/^\s*(import|export)\b/m)
  expect(() => new Function(script)).not.toThrow()
})

it('is served to pages of any origin, and asked for once an hour', async () => {
  const service = await testService()
  const response = await service.request('/pixel.js')
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('Cache-Control')).toContain('max-age=3600')
  expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
})

describe.runIf(hasChromium)('the pixel in a browser', () => {
  let browser: Browser
  let service: TestService
  let api: Server
  let apiOrigin: string
  let shop: Server
  let shopOrigin: string
  let html = ''
  let context: BrowserContext
  let page: Page
  let isDown = false

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    })
    shop = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(html)
    })
    shopOrigin = await listen(shop)
    api = createAdaptorServer({
      fetch: (request, env) =>
        isDown && request.method === 'POST' ? new Response('down', { status: 503 }) : service.app.fetch(request, env),
    }) as Server
    apiOrigin = await listen(api)
  })
  afterAll(async () => {
    await browser?.close()
    shop?.close()
    api?.close()
  })
  beforeEach(async () => {
    isDown = false
    service = await testService()
    const admin = await service.key('admin')
    await service.json('PUT', '/v1/offers/halden', offerJson('halden'), { key: admin })
    html = await pageWith('')
    context = await browser.newContext({ userAgent: USER_AGENT })
    page = await context.newPage()
  })
  afterEach(() => context.close())

  async function pageWith(attributes: string, head = ''): Promise<string> {
    const key = await service.key('write', 'default')
    return `<!doctype html><html><head><title>A shop</title>${head}
      <script async src="${apiOrigin}/pixel.js" data-key="${key}" ${attributes}></script></head><body>A page</body></html>`
  }
  const visit = (path = '/p/halden') => page.goto(shopOrigin + path, { waitUntil: 'load' })
  const log = () => logOf(service.deps.events, 'default')
  const stats = () => service.deps.events.stats('default')
  /** Asks the page for something by the global that the pixel makes. */
  const sg = async (...command: unknown[]) => {
    await page.waitForFunction(() => typeof (window as unknown as { sg?: unknown }).sg === 'function')
    await page.evaluate((parts) => (window as unknown as { sg(...parts: unknown[]): void }).sg(...parts), command)
  }
  const push = (entry: unknown) =>
    page.evaluate((one) => (window as unknown as { dataLayer: unknown[] }).dataLayer.push(one), entry)
  const until = async (isSo: () => Promise<boolean>, timeoutMs = 15_000): Promise<void> => {
    for (const end = Date.now() + timeoutMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20)))
      if (await isSo()) return
    throw new Error('it did not come about in time')
  }
  const stored = (count: number) => until(async () => (await stats()).stored >= count)
  const kept = () => page.evaluate(() => JSON.stringify(localStorage))

  it('tells what a visitor saw and put in the cart; what they leave is known once it is stored', async () => {
    await visit()
    await sg('view_item', { offerId: 'halden', price: '129.00', currency: 'USD' })
    await sg('add_to_cart', { items: [{ offerId: 'halden', quantity: 2, price: 129 }], currency: 'USD' })
    await page.goto('about:blank')
    await stored(2)
    // Both may fall into one millisecond, where ids decide the order.
    const events = await log()
    expect(events.map(({ type }) => type).sort()).toEqual(['add_to_cart', 'view_item'])
    const event = events.find(({ type }) => type === 'view_item')
    const shopOf = await service.deps.shops.getShop('default')
    const left = await abandonedByVisitor(
      shopOf!,
      event!.visitorId,
      { now: service.clock.at, quietMs: 0 },
      service.deps,
    )
    expect(left).toMatchObject([{ offerId: 'halden', stage: 'carted', quantity: 2, priceSeen: { minor: 12_900 } }])
    const { leftBehind } = await leftBehindOf(shopOf!, service.deps)
    expect(leftBehind.visitors).toMatchObject([{ items: [{ offerId: 'halden', stage: 'carted' }] }])
    expect(event).toMatchObject({ type: 'view_item', pageUrl: `${shopOrigin}/p/halden` })
    expect(event?.visitorId).toMatch(/^[0-9a-f]{32}$/)
  })

  it('knows the visitor again on the next page, and nobody else', async () => {
    await visit()
    await sg('view_item', 'halden')
    await stored(1)
    await visit('/other?email=ann@shop.example#part')
    await sg('view_cart', { items: [] })
    await stored(2)
    const events = await log()
    expect(new Set(events.map(({ visitorId }) => visitorId)).size).toBe(1)
    expect(JSON.stringify(events)).not.toContain('ann@')
  })

  it('reads what Google’s tags are told, before and after it came', async () => {
    html = await pageWith(
      '',
      `<script>dataLayer = [{ ecommerce: null }, { event: 'view_item', ecommerce: { currency: 'USD', items: [{ item_id: 'halden', price: 129, quantity: 1 }] } }]</script>`,
    )
    await visit()
    await stored(1)
    await push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'halden', quantity: 3 }] } })
    await push({ ecommerce: { remove: { products: [{ id: 'halden', quantity: 1 }] } } })
    await page.evaluate(() => {
      const gtag = (..._parts: unknown[]): void => {
        ;(window as unknown as { dataLayer: unknown[] }).dataLayer.push(_parts)
      }
      gtag('event', 'purchase', { transaction_id: 'T-1', items: [{ item_id: 'halden' }] })
    })
    await stored(4)
    expect((await log()).map(({ type }) => type).sort()).toEqual([
      'add_to_cart',
      'purchase',
      'remove_from_cart',
      'view_item',
    ])
  })

  it('takes the offer that a page names for the Meta catalog, on each page of a single-page shop', async () => {
    html = await pageWith(
      '',
      '<meta property="product:retailer_item_id" content="halden"><meta property="product:price:amount" content="129.00"><meta property="product:price:currency" content="USD">',
    )
    await visit()
    await stored(1)
    await page.evaluate(() => {
      history.pushState({}, '', '/p/fyr')
      document.querySelector('meta[property="product:retailer_item_id"]')?.setAttribute('content', 'fyr')
    })
    await stored(2)
    const events = await log()
    expect(events.map(({ items }) => items?.[0]?.offerId)).toEqual(['halden', 'fyr'])
    expect(events[1]?.pageUrl).toBe(`${shopOrigin}/p/fyr`)
  })

  it.each([
    [
      'Global Privacy Control',
      async () => {
        await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }))
        await visit()
      },
    ],
    [
      'a refusal',
      async () => {
        await visit()
        await sg('consent', { ads: false })
      },
    ],
    [
      'Consent Mode denied',
      async () => {
        html = await pageWith(
          '',
          `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) } gtag('consent', 'default', { ad_storage: 'denied', ad_personalization: 'denied' })</script>`,
        )
        await visit()
      },
    ],
  ])('keeps and sends nothing about somebody with %s', async (_name, arrive) => {
    await arrive()
    await sg('add_to_cart', { offerId: 'halden' })
    await page.waitForTimeout(300)
    await page.goto('about:blank')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await stats()).toMatchObject({ received: 0 })
    await visit()
    expect(await kept()).not.toMatch(/sg_visitor|sg_queue/)
  })

  it.each([
    [true, 1],
    [false, 0],
  ])('hears the consent platform of the page: agreed %s', async (agreed, count) => {
    const consents = { 1: agreed, 3: agreed, 4: agreed }
    html = await pageWith(
      '',
      `<script>window.__tcfapi = (_c, _v, tell) => setTimeout(() => tell({ gdprApplies: true, eventStatus: 'useractioncomplete', purpose: { consents: ${JSON.stringify(consents)} } }, true), 50)</script>`,
    )
    await visit()
    await sg('view_item', 'halden')
    await page.waitForTimeout(600)
    expect(await stats()).toMatchObject({ received: count, stored: count })
  })

  it('takes back what was stored when somebody withdraws', async () => {
    await visit()
    await sg('add_to_cart', { offerId: 'halden' })
    await stored(1)
    const [event] = await log()
    service.clock.at += 1_000
    await sg('consent', { ads: false })
    await until(async () => (await stats()).consentDropped >= 1)
    expect(await service.deps.audience.visitorItems('default', event!.visitorId)).toEqual([])
    expect(await kept()).not.toContain(event!.visitorId)
  })

  it('waits for consent where the shop says so, and then tells what was seen', async () => {
    html = await pageWith('data-consent="wait"')
    await visit()
    await sg('view_item', 'halden')
    await page.waitForTimeout(200)
    expect([await stats(), await kept()]).toEqual([expect.objectContaining({ received: 0 }), '{}'])
    await sg('consent', { ads: true })
    await stored(1)
    expect(await log()).toMatchObject([{ type: 'view_item', consent: { ads: true } }])
  })

  it('keeps what it cannot send and sends it later, each event once', async () => {
    isDown = true
    await visit()
    await sg('view_item', 'halden')
    await sg('add_to_cart', { offerId: 'halden' })
    await page.waitForTimeout(200)
    expect(await stats()).toMatchObject({ received: 0 })
    isDown = false
    await stored(2)
    expect(await stats()).toMatchObject({ stored: 2 })
    await until(async () => !(await kept()).includes('sg_queue'))
  })

  it('keeps at most a hundred events for a server that stays away', async () => {
    isDown = true
    await visit()
    for (let at = 0; at < 130; at++) await sg('view_item', `offer-${at}`)
    const queue = await page.evaluate(() => JSON.parse(localStorage.getItem('sg_queue') ?? '[]') as unknown[])
    expect(queue).toHaveLength(100)
  })

  it('breaks no page, whatever it is told', async () => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    await visit()
    for (const command of [
      [],
      [null],
      ['view_item'],
      ['view_item', null],
      ['dance', 1],
      ['consent', 5],
      ['purchase', { items: 'x' }],
    ])
      await sg(...command)
    for (const entry of [
      null,
      1,
      'x',
      [],
      ['event'],
      { ecommerce: 5 },
      { event: 'view_item', ecommerce: { items: [null, 7] } },
    ])
      await push(entry)
    expect(complaints).toEqual([])
  })
})

// Said in a line of its own, so that a run without a browser shows what it left out.
if (!hasChromium) it.skip(`is not driven in a browser: there is no Chromium at ${executablePath}`, () => {})

import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OfferRow } from '../../src/studio/model.ts'
import { sampleChosen, sampleModel, sampleRow } from './sample-model.ts'
import { serveSample } from './sample-server.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const hasChromium = existsSync(executablePath)

describe.runIf(hasChromium)('the page in a browser', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof serveSample>>

  beforeAll(async () => {
    server = await serveSample((query) => {
      const model = sampleModel()
      const row = model.offers.rows.find(({ offerId }) => offerId === query.offer) ?? sampleRow(0)
      return { ...model, query, chosen: { ...sampleChosen(row), shown: query.stage ?? 'viewed' } }
    })
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  /** Runs on a fresh page and fails on anything the browser complains about. */
  async function visit(
    options: { path?: string; width?: number; height?: number; javaScriptEnabled?: boolean; clipboard?: boolean },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { path = '/?shop=demo', width = 1440, height = 900, javaScriptEnabled = true } = options
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled })
    if (options.clipboard)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.address })
    const complaints: string[] = []
    const page = await context.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(server.address + path, { waitUntil: 'load' })
    await look(page)
    expect(complaints).toEqual([])
    await context.close()
  }

  const shots = (page: Page): Promise<string[]> =>
    page.locator('[data-shot]').evaluateAll((images) => images.map((image) => image.getAttribute('src') ?? ''))

  it('copies a feed’s address at one press and says so', async () => {
    await visit({ clipboard: true }, async (page) => {
      const button = page.locator('[data-copy="address-google-merchant-rss"]')
      await button.click()
      expect(await button.innerText()).toContain('Copied')
      expect(await page.locator('[data-status]').innerText()).toBe('Copied')
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
        await page.locator('#address-google-merchant-rss').inputValue(),
      )
    })
  })

  it('switches all pictures, the sentence, the address and their descriptions to another moment', async () => {
    await visit({}, async (page) => {
      await page.locator('[data-moment="checkout"]').click()
      for (const src of await shots(page)) expect(src).toContain('for=checkout')
      expect(await page.locator('[data-sentence]').innerText()).toBe('Those glasses are one step away.')
      expect(await page.locator('#picture-address').inputValue()).toContain('for=checkout')
      expect(await page.locator('[data-shot]').first().getAttribute('alt')).toMatch(
        /^Those glasses are one step away\. /,
      )
      expect(await page.locator('[data-moment][aria-current]').allInnerTexts()).toEqual(['At checkout'])
      expect(page.url()).toContain('stage=checkout')
      await page.waitForFunction(() => document.querySelector('[data-shot].loading') === null)
    })
  })

  it('shows the safe zones on demand and keeps the wish for the next offer', async () => {
    await visit({}, async (page) => {
      const opacity = (): Promise<string> =>
        page
          .locator('.safe-zone')
          .first()
          .evaluate((zone) => getComputedStyle(zone).opacity)
      expect(await opacity()).toBe('0')
      await page.getByLabel('Safe zones').check()
      await expect.poll(opacity).toBe('1')
      await page.locator('.offer-row').nth(2).click()
      await page.waitForURL(/offer=offer-2/)
      await expect.poll(opacity).toBe('1')
    })
  })

  it('narrows the listing while one types, and searches the catalog on Enter', async () => {
    await visit({}, async (page) => {
      const visible = page.locator('.offer-rows > li:visible')
      expect(await visible.count()).toBe(14)
      const field = page.getByRole('searchbox')
      await field.fill('ROUND hald')
      expect(await visible.count()).toBe(4)
      await field.fill('no such thing')
      expect(await visible.count()).toBe(0)
      expect(await page.locator('[data-filter-empty]').isVisible()).toBe(true)
      await field.press('Enter')
      await page.waitForURL(/q=no\+such\+thing/)
    })
  })

  it('works by links alone where script is off', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.locator('.offer-row').nth(3).click()
      await page.waitForURL(/offer=offer-3/)
      await page.locator('[data-moment="carted"]').click()
      await page.waitForURL(/offer=offer-3&stage=carted/)
      expect(await page.locator('[data-moment][aria-current]').innerText()).toBe('In the cart')
      expect(await page.locator('[data-copy]').first().isVisible()).toBe(false)
      await page.getByLabel('Safe zones').check()
      await expect
        .poll(() =>
          page
            .locator('.safe-zone')
            .first()
            .evaluate((zone) => getComputedStyle(zone).opacity),
        )
        .toBe('1')
    })
  })

  it('is reached by keyboard: the way past the head, then the controls', async () => {
    await visit({}, async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to the content')
      expect(await page.evaluate(() => document.activeElement?.getBoundingClientRect().left)).toBeGreaterThanOrEqual(0)
    })
  })

  for (const [width, height] of [
    [1440, 900],
    [1079, 800],
    [768, 1024],
    [375, 812],
    [320, 640],
  ] as const)
    it(`fits ${width} pixels without sideways scrolling`, async () => {
      await visit({ width, height }, async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      })
    })

  it('fits an empty shop on a phone', async () => {
    const other = await serveSample((query) =>
      sampleModel({
        query,
        figures: { ...sampleModel().figures, offers: 0, visitors: { count: 0 } },
        chosen: undefined,
        leftBehind: { visitors: [], more: false },
      }),
    )
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
    await page.goto(other.address)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await page.close()
    await other.close()
  })

  it('holds titles without a space and a long list on a phone', async () => {
    const rows: OfferRow[] = Array.from({ length: 25 }, (_, index) => sampleRow(index, { title: 'M'.repeat(400) }))
    const other = await serveSample((query) => ({
      ...sampleModel({ query }),
      offers: { show: 'all', rows, leftCount: 25, allCount: 4000, next: 'offer-25' },
      chosen: sampleChosen(rows[0] as OfferRow),
      shop: { shopId: 'demo', name: 'W'.repeat(80), color: '#ffee00', domain: `${'w'.repeat(60)}.example` },
    }))
    const page = await browser.newPage({ viewport: { width: 375, height: 812 } })
    await page.goto(other.address)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
    await page.close()
    await other.close()
  })
})

if (!hasChromium) it.skip(`the page in a browser: no Chromium at ${executablePath}; set CHROMIUM_PATH`, () => {})

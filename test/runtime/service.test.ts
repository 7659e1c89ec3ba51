import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { gunzipSync } from 'node:zlib'
import { SaxesParser } from 'saxes'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bin, dataFolder, freePort, type Service, startService } from './service.ts'

/** An event of a visitor of nobody; the numbers make it one of its own. */
const event = (id: string, offerId: string) => ({
  eventId: id,
  type: 'add_to_cart',
  visitorId: 'visitor-of-the-test',
  occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
  items: [{ offerId, quantity: 1 }],
})

const send = (service: Service, path: string, key: string, body: unknown): Promise<Response> =>
  fetch(service.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const read = (service: Service, path: string, key: string): Promise<Response> =>
  fetch(service.url + path, { headers: { authorization: `Bearer ${key}` } })

describe('a first start with the demo shop', () => {
  const folder = dataFolder()
  let service: Service
  let adminKey: string

  beforeAll(async () => {
    service = await startService(folder.path)
    adminKey = service.announced.adminKey ?? ''
  })
  afterAll(async () => {
    await service.end('SIGKILL')
    folder.remove()
  })

  it('announces the studio, both feeds, an ad image and the admin key', () => {
    expect(service.announced.studio).toBe(`${service.url}/`)
    expect(service.announced.feeds.map(({ channel }) => channel)).toEqual(['google-merchant', 'meta-catalog'])
    expect(service.announced.creative).toMatch(`${service.url}/creatives/demo/`)
    expect(adminKey).toMatch(/^sg_admin_/)
  })

  it('shows the studio as a page', async () => {
    const answer = await fetch(service.announced.studio)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch('text/html')
    expect(await answer.text()).toContain('Halden')
  })

  it('serves a well-formed Google feed with every offer and clean pictures that answer', async () => {
    const answer = await fetch(addressOf(service, 'google-merchant'))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch('application/xml')
    const text = await answer.text()
    const items = readItems(text)
    expect(items.length).toBeGreaterThanOrEqual(24)
    const picture = await fetch(items[0]?.get('g:image_link') ?? '')
    expect(picture.headers.get('content-type')).toMatch(/^image\/(png|jpeg)$/)
    expect(items.every((item) => item.get('g:image_link')?.includes('/photos/demo/'))).toBe(true)
  })

  it('serves a Meta feed whose main pictures are ad images that answer', async () => {
    const answer = await fetch(addressOf(service, 'meta-catalog'))
    expect(answer.headers.get('content-type')).toMatch('text/csv')
    const text = await answer.text()
    const creative = /http:\/\/localhost:\d+\/creatives\/demo\/[^,"]+/.exec(text)?.[0] ?? ''
    const picture = await fetch(creative)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  })

  it('serves each feed compressed, with the same bytes inside', async () => {
    for (const { address } of service.announced.feeds) {
      const plain = new Uint8Array(await (await fetch(address)).arrayBuffer())
      const packed = new Uint8Array(await (await fetch(address.replace('?', '.gz?'))).arrayBuffer())
      expect(gunzipSync(packed).equals(plain)).toBe(true)
    }
  })

  it('keeps feeds from who has no token', async () => {
    const [bare = ''] = addressOf(service, 'google-merchant').split('?')
    expect((await fetch(bare)).status).toBe(401)
  })

  it('draws the announced ad image as a JPEG of 1080 × 1080 with something on it', async () => {
    const answer = await fetch(service.announced.creative ?? '')
    expect(answer.status).toBe(200)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const { format, width, height } = await sharp(bytes).metadata()
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 1080, height: 1080 })
    const { channels } = await sharp(bytes).stats()
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5)
  })

  it('refuses an ad image whose address was changed', async () => {
    const changed = (service.announced.creative ?? '').replace('/meta-catalog-1x1/', '/meta-story-9x16/')
    expect(changed).not.toBe(service.announced.creative)
    expect((await fetch(changed)).status).toBeGreaterThanOrEqual(403)
  })

  it('opens the API to the announced key and to no other', async () => {
    const answer = await read(service, '/v1/offers?shop=demo&limit=1', adminKey)
    expect(answer.status).toBe(200)
    expect((await answer.json()).offers).toHaveLength(1)
    expect((await read(service, '/v1/offers?shop=default', `${adminKey.slice(0, -4)}aaaa`)).status).toBe(401)
  })

  it('answers as operators expect', async () => {
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
    const ready = async (): Promise<unknown> => (await fetch(`${service.url}/readyz`)).json()
    // The processes that draw may still be warming up.
    await expect.poll(ready, { timeout: 15_000 }).toEqual({ ready: true, checks: READY })
    expect(await (await fetch(`${service.url}/metrics`)).text()).toContain('catalog_items')
    expect((await fetch(`${service.url}/openapi.json`)).status).toBe(200)
  })

  it('knows what visitors left behind a moment after they did', async () => {
    const { offers } = await (await read(service, '/v1/offers?shop=demo&limit=1', adminKey)).json()
    const offerId = offers[0].offerId as string
    const answer = await send(service, '/v1/events?shop=demo', adminKey, event('service-1', offerId))
    expect([answer.status, (await answer.json()).stored]).toEqual([202, 1])
    const left = await (await read(service, '/v1/visitors/visitor-of-the-test/abandoned?shop=demo', adminKey)).json()
    expect(left.items).toMatchObject([{ offerId, stage: 'carted', quantity: 1 }])
  })

  it('refuses a second service on the same folder, and says which one is there', async () => {
    await expect(startService(folder.path)).rejects.toThrow(`process ${service.child.pid}`)
  })

  it('writes nothing secret and nobody into its log', () => {
    for (const secret of [adminKey, 'visitor-of-the-test', 'token=', '&s='].filter(Boolean))
      expect(service.log()).not.toContain(secret)
  })
})

describe('a start on a folder that is there already', () => {
  const folder = dataFolder()
  let service: Service | undefined
  const start = async (args: string[] = ['--no-demo']): Promise<Service> => {
    service = await startService(folder.path, { args })
    return service
  }
  afterEach(() => service?.end('SIGKILL'))
  afterAll(() => folder.remove())

  it('keeps what was there, prints no key again, and keeps every address', async () => {
    const first = await start()
    const adminKey = first.announced.adminKey ?? ''
    await send(first, '/v1/events', adminKey, event('kept-1', 'sku-1'))
    await first.end('SIGTERM')

    const second = await start()
    expect(second.announced.adminKey).toBeUndefined()
    expect(tokenOf(second)).toBe(tokenOf(first))
    const again = await send(second, '/v1/events', adminKey, event('kept-1', 'sku-1'))
    expect(await again.json()).toMatchObject({ stored: 0, duplicate: 1 })
  })

  it('ends with 0 on SIGTERM, after the requests under way', async () => {
    const running = await start()
    const { announced, url } = running
    const asked = fetch(`${url}/openapi.json`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await running.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect((await asked).status).toBe(200)
    expect(announced.feeds).toHaveLength(2)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('ends with the shell that npm started it in, which hands no signal on', async () => {
    const port = await freePort()
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${bin}" serve --no-demo --json --port ${port} & wait`], {
      env: { PATH: process.env.PATH, SECONDGLANCE_DATA: folder.path, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(shell.stdout, 'data')
    expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200)
    shell.kill('SIGTERM')
    const answers = () =>
      fetch(`http://localhost:${port}/healthz`).then(
        () => true,
        () => false,
      )
    await expect.poll(answers, { timeout: 10_000 }).toBe(false)
    await once(shell.stdout, 'close')
  })

  it('has lost no acknowledged event after kill -9', async () => {
    const first = await start()
    const key = writeKey(folder.path)
    const sent = Array.from({ length: 50 }, (_, index) => event(`killed-${index}`, `sku-${index}`))
    const acknowledged: string[] = []
    const writing = sent.map(async (one) => {
      const answer = await send(first, '/v1/events', key, one).catch(() => undefined)
      if (answer?.status === 202) acknowledged.push(one.eventId)
    })
    await Promise.race(writing)
    await first.end('SIGKILL')
    await Promise.all(writing)
    expect(acknowledged.length).toBeGreaterThan(0)

    const second = await start()
    const again = await send(
      second,
      '/v1/events',
      key,
      sent.filter(({ eventId }) => acknowledged.includes(eventId)),
    )
    expect(await again.json()).toMatchObject({ stored: 0, duplicate: acknowledged.length })
  })
})

const READY = { database: true, blobs: true, renderer: true }

const addressOf = (service: Service, channel: string): string =>
  service.announced.feeds.find((feed) => feed.channel === channel)?.address ?? ''

/** A key made by a command that runs beside the service. */
function writeKey(data: string): string {
  const { stdout } = spawnSync(process.execPath, [bin, 'keys', 'create', '--role', 'write', '--data', data, '--json'])
  return (JSON.parse(stdout.toString()) as { key: string }).key
}

const tokenOf = (service: Service): string | null =>
  new URL(service.announced.feeds[0]?.address ?? '').searchParams.get('token')

/** The text of each item's elements; throws where the feed is not well-formed. */
function readItems(xml: string): Map<string, string>[] {
  const items: Map<string, string>[] = []
  const parser = new SaxesParser()
  let item: Map<string, string> | undefined
  let text = ''
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name }) => {
    if (name === 'item') item = new Map()
    text = ''
  })
  parser.on('text', (part) => {
    text += part
  })
  parser.on('closetag', ({ name }) => {
    if (name === 'item' && item) items.push(item)
    else if (item && !item.has(name)) item.set(name, text)
  })
  parser.write(xml).close()
  return items
}

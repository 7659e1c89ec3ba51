import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../runtime/service.ts'
import { type Workspace, workspace } from './cli.ts'

/** Serves one catalog and one picture on loopback, as a shop's own server would. */
let server: Server
let origin: string
let space: Workspace

const CATALOG = (picture: string): string =>
  [
    'id,title,description,link,image_link,availability,price,brand,condition',
    `halden-black,"Halden, black",Round acetate frame,https://shop.example/p/halden,${picture},in stock,129.00 EUR,Halden,new`,
    'fyr-gold,Fyr gold,Thin metal frame,https://shop.example/p/fyr,,out of stock,149.00 EUR,Fyr,new',
    'no-price,Without a price,Frame,https://shop.example/p/none,,in stock,,Halden,new',
  ].join('\n')

const DAY = '2026-11-20'
const EVENTS = [
  {
    eventId: 'e1',
    type: 'view_item',
    visitorId: 'v1',
    occurredAt: `${DAY}T10:00:00Z`,
    items: [{ offerId: 'halden-black' }],
  },
  {
    eventId: 'e2',
    type: 'add_to_cart',
    visitorId: 'v1',
    occurredAt: `${DAY}T10:05:00Z`,
    items: [{ offerId: 'halden-black', quantity: 2, price: '139.00' }],
    currency: 'EUR',
  },
  { eventId: 'e3', type: 'view_item', visitorId: 'v2', occurredAt: `${DAY}T11:00:00Z`, items: [{ offerId: 'gone' }] },
  {
    eventId: 'e4',
    type: 'view_item',
    visitorId: 'v3',
    occurredAt: `${DAY}T12:00:00Z`,
    consent: { ads: false },
    items: [{ offerId: 'fyr-gold' }],
  },
  {
    eventId: 'e1',
    type: 'view_item',
    visitorId: 'v1',
    occurredAt: `${DAY}T10:00:00Z`,
    items: [{ offerId: 'halden-black' }],
  },
  { eventId: 'e6', type: 'wished_for', visitorId: 'v1', occurredAt: `${DAY}T10:00:00Z` },
]

beforeAll(async () => {
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const picture = await sharp({ create: { width: 800, height: 800, channels: 3, background: '#fff' } })
    .composite([
      {
        input: Buffer.from(
          '<svg width="800" height="800"><rect x="200" y="300" width="400" height="200" fill="#833"/></svg>',
        ),
      },
    ])
    .jpeg()
    .toBuffer()
  server = createServer((request, response) => {
    const isPicture = request.url?.endsWith('.jpg')
    response.writeHead(200, { 'content-type': isPicture ? 'image/jpeg' : 'text/csv' })
    response.end(isPicture ? picture : CATALOG(`${origin}/halden.jpg`))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  space = workspace({ SECONDGLANCE_ALLOW_HOSTS: `127.0.0.1:${port}` })
})
afterAll(() => {
  server.close()
  space.remove()
})

describe('a catalog', () => {
  it('is only looked at in a dry run', async () => {
    const outcome = await space.run('import', space.file('products.csv', CATALOG('')), '--dry-run', '--json')
    expect([outcome.exitCode, outcome.json()]).toEqual([0, expect.objectContaining({ added: 2, rejected: 1 })])
    expect((await space.run('feed', 'google-merchant', '--out', join(space.folder, 'none.xml'))).exitCode).toBe(1)
  })

  it('is fetched from an address, and each refused record has its reason', async () => {
    const outcome = await space.run('import', `${origin}/catalog.csv`, '--json')
    expect([outcome.exitCode, outcome.stderr]).toEqual([0, ''])
    expect(outcome.json()).toMatchObject({
      status: 'published',
      shop: 'default',
      encoding: 'utf-8',
      records: 3,
      added: 2,
      changed: 0,
      unchanged: 0,
      removed: 0,
      rejected: 1,
      rejections: [
        { offerId: 'no-price', line: 4, attribute: 'price', rule: expect.any(String), message: expect.any(String) },
      ],
      notices: expect.any(Array),
    })
  })

  it('that did not change says so, in words too', async () => {
    const outcome = await space.run('import', `${origin}/catalog.csv`)
    expect(outcome.exitCode).toBe(0)
    expect(outcome.stdout).toMatch(/^Unchanged/)
    expect(outcome.stdout).toContain('unchanged 2')
    expect(outcome.stdout).toContain('no-price')
  })

  it('that would lose most offers is held with 1, and taken when that is meant', async () => {
    await space.run('shops', 'create', 'held')
    const many = Array.from({ length: 10 }, (_, i) => `s${i},T,D,https://shop.example/${i},,in stock,1.00 EUR,B,new`)
    const head = CATALOG('').split('\n')[0]
    await space.run('import', space.file('many.csv', [head, ...many].join('\n')), '--shop', 'held')
    const few = space.file('few.csv', [head, ...many.slice(0, 2)].join('\n'))
    const held = await space.run('import', few, '--shop', 'held', '--json')
    expect([held.exitCode, held.json().status]).toEqual([1, 'held'])
    const words = await space.run('import', few, '--shop', 'held')
    expect(words.stdout).toContain('--accept')
    const taken = await space.run('import', few, '--shop', 'held', '--accept', '--json')
    expect([taken.exitCode, taken.json().status, taken.json().removed]).toEqual([0, 'published', 8])
  })
})

describe('events', () => {
  it('are read from a file, and every one is accounted for', async () => {
    const file = space.file('log.jsonl', EVENTS.map((event) => JSON.stringify(event)).join('\n'))
    const outcome = await space.run('events', file, '--json')
    expect(outcome.exitCode).toBe(0)
    expect(outcome.json()).toMatchObject({
      dialect: 'canonical',
      received: 6,
      stored: 3,
      duplicate: 1,
      rejected: 1,
      deadLettered: 0,
      consentDropped: 1,
      bots: 0,
      unknownOffers: 1,
      rejections: [
        { index: 6, eventId: 'e6', rule: expect.any(String), message: expect.stringContaining('wished_for') },
      ],
    })
  })

  it('are summed up', async () => {
    expect((await space.run('events', 'stats', '--json')).json()).toEqual({
      received: 6,
      stored: 3,
      duplicate: 1,
      rejected: 1,
      deadLettered: 0,
      consentDropped: 1,
      bots: 0,
    })
  })

  it('in a dialect that nobody speaks are a wrong call', async () => {
    const { exitCode, stderr } = await space.run('events', space.file('log.jsonl', '{}'), '--dialect', 'klingon')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('canonical')
  })
})

describe('abandoned items', () => {
  const asOf = `${DAY}T20:00:00.000Z`

  it('stand in the same shape as the API has them', async () => {
    const outcome = await space.run('abandoned', '--as-of', asOf, '--json')
    expect(outcome.json()).toEqual({
      asOf,
      visitors: [
        {
          visitorId: 'v1',
          items: [
            {
              offerId: 'halden-black',
              stage: 'carted',
              quantity: 2,
              firstAt: `${DAY}T10:00:00.000Z`,
              lastAt: `${DAY}T10:05:00.000Z`,
              priceSeen: '139.00',
              priceNow: '129.00',
              currency: 'EUR',
              dropped: true,
              availability: 'in_stock',
            },
          ],
        },
      ],
    })
  })

  it('of one visitor only, or of a time before', async () => {
    expect((await space.run('abandoned', '--as-of', asOf, '--visitor', 'v9', '--json')).json().visitors).toEqual([])
    expect((await space.run('abandoned', '--as-of', `${DAY}T09:00:00Z`, '--json')).json().visitors).toEqual([])
  })

  it('are a table for people', async () => {
    const { stdout } = await space.run('abandoned', '--as-of', asOf)
    expect(stdout).toMatch(/v1 +carted +halden-black +2 +129\.00 EUR/)
    expect(stdout).toContain('1 visitor left something behind')
  })
})

describe('a feed', () => {
  it('is written whole, with its figures', async () => {
    const out = join(space.folder, 'google.xml')
    const outcome = await space.run('feed', 'google-merchant', '--out', out, '--json')
    expect(outcome.exitCode).toBe(0)
    const feed = readFileSync(out)
    expect(outcome.json()).toMatchObject({
      channel: 'google-merchant',
      format: 'rss',
      items: 1,
      excluded: 1,
      bytes: feed.byteLength,
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    })
    expect(feed.toString()).toContain('<g:id>halden-black</g:id>')
  })

  it('is written compressed with the same bytes inside', async () => {
    const out = join(space.folder, 'google.xml.gz')
    await space.run('feed', 'google-merchant', '--gzip', '--out', out)
    expect(gunzipSync(readFileSync(out)).equals(readFileSync(join(space.folder, 'google.xml')))).toBe(true)
  })

  it("is nobody else's: a service on the same folder keeps what it has published", async () => {
    const blobs = readdirSync(join(space.folder, 'data/blobs'), { recursive: true, encoding: 'utf8' })
    expect(blobs.filter((name) => /\.(rss|csv|tsv)(\.gz)?$/.test(name))).toEqual([])
  })

  it('goes to standard output, and words about it beside it', async () => {
    const { stdout, stderr } = await space.run('feed', 'google-merchant')
    expect(stdout).toBe(readFileSync(join(space.folder, 'google.xml'), 'utf8'))
    expect(stderr).toContain('1 item')
  })

  it('fetches the pictures that its ad images need when asked to', async () => {
    const out = join(space.folder, 'meta.csv')
    await space.run('feed', 'meta-catalog', '--out', out)
    expect(readFileSync(out, 'utf8')).not.toContain('/creatives/')
    await space.run('feed', 'meta-catalog', '--fetch-photos', '--out', out)
    expect(readFileSync(out, 'utf8')).toContain('http://localhost:8787/creatives/default/reminder/')
  })

  it('leaves an older file alone when it cannot be written', async () => {
    const { exitCode, stderr } = await space.run(
      'feed',
      'google-merchant',
      '--out',
      join(space.folder, 'google.xml', 'x'),
    )
    expect(exitCode).toBe(1)
    expect(stderr).toContain('cannot write')
    expect(existsSync(join(space.folder, 'google.xml'))).toBe(true)
    expect(readdirSync(space.folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('an ad image', () => {
  it('is written in the size of its placement, with its address', async () => {
    const out = join(space.folder, 'ad.jpg')
    const outcome = await space.run(
      'render',
      '--placement',
      'meta-feed-1x1',
      '--offer',
      'halden-black',
      '--out',
      out,
      '--json',
    )
    expect(outcome.exitCode).toBe(0)
    const bytes = readFileSync(out)
    expect(outcome.json()).toMatchObject({
      template: 'reminder',
      placement: 'meta-feed-1x1',
      offerId: 'halden-black',
      width: 1080,
      height: 1080,
      format: 'jpeg',
      bytes: bytes.byteLength,
      address: expect.stringContaining('/creatives/default/reminder/meta-feed-1x1/halden-black.jpeg'),
    })
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 1080, height: 1080 })
  })

  it('is a PNG where the file is named so', async () => {
    const out = join(space.folder, 'ad.png')
    await space.run('render', '--placement', 'meta-feed-1x1', '--offer', 'fyr-gold', '--out', out)
    expect((await sharp(readFileSync(out)).metadata()).format).toBe('png')
  })

  it('stands beside its kin on one page that holds its pictures', async () => {
    const out = join(space.folder, 'sheet.html')
    const chosen = ['--offer', 'halden-black,fyr-gold', '--template', 'reminder', '--style', 'bold,minimal']
    const outcome = await space.run('sheet', ...chosen, '--placement', 'gdn-300x250', '--out', out, '--json')
    expect(outcome.json()).toMatchObject({ creatives: 4, out })
    const page = readFileSync(out, 'utf8')
    expect(page.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(4)
    expect(page).toContain('<h2>fyr-gold, reminder, bold</h2>')
    const refused = await space.run('sheet', '--template', 'poster', '--out', out)
    expect(refused.stderr).toContain('template "poster" is not known')
  })

  const refused = {
    'of an offer that there is not': {
      exitCode: 1,
      argv: ['--placement', 'meta-feed-1x1', '--offer', 'nope'],
      says: '"fyr-gold"',
    },
    'in a placement that there is not': {
      exitCode: 2,
      argv: ['--placement', 'billboard', '--offer', 'fyr-gold'],
      says: 'billboard',
    },
    'in a template that there is not': {
      exitCode: 2,
      argv: ['--template', 'shout', '--placement', 'meta-feed-1x1', '--offer', 'fyr-gold'],
      says: 'reminder',
    },
  }
  for (const [name, { exitCode, argv, says }] of Object.entries(refused))
    it(`${name} is refused`, async () => {
      const outcome = await space.run('render', ...argv, '--out', join(space.folder, 'no.jpg'))
      expect([outcome.exitCode, outcome.stdout]).toEqual([exitCode, ''])
      expect(outcome.stderr).toContain(says)
    })
})

describe('shops and keys', () => {
  it('are made, listed and ended', async () => {
    expect((await space.run('shops', 'create', 'north', '--name', 'North', '--json')).json()).toEqual({ id: 'north' })
    const { shops } = (await space.run('shops', 'list', '--json')).json<{ shops: { id: string; offers: number }[] }>()
    expect(shops).toContainEqual(expect.objectContaining({ id: 'north', name: 'North', offers: 0 }))
    const made = (
      await space.run('keys', 'create', '--role', 'write', '--shop', 'north', '--expires', '30d', '--json')
    ).json()
    expect(made).toEqual({
      id: expect.any(String),
      role: 'write',
      shop: 'north',
      key: expect.stringMatching(/^sg_write_/),
    })
    const listed = (await space.run('keys', 'list', '--json')).stdout
    expect(listed).toContain(made.id)
    expect(listed).not.toContain(made.key)
    expect((await space.run('keys', 'revoke', String(made.id), '--json')).json()).toMatchObject({ id: made.id })
    expect((await space.run('keys', 'list')).stdout).toMatch(new RegExp(`${made.id} .*revoked`))
  })

  it('a key without a shop serves every shop', async () => {
    expect((await space.run('keys', 'create', '--role', 'read', '--json')).json()).toMatchObject({ shop: null })
  })
})

describe('a fault ends with 1 and says what to do', () => {
  const faults: Record<string, { argv: (space: Workspace) => string[]; says: string }> = {
    'a file that there is not': { argv: () => ['import', 'no-such.csv'], says: 'there is no such file' },
    'a folder for a file': { argv: ({ folder }) => ['events', folder], says: 'it is no file' },
    'an address that must not be fetched': { argv: () => ['import', 'http://127.0.0.1:1/c.csv'], says: '127.0.0.1' },
    'a file that is no catalog': { argv: ({ file }) => ['import', file('x.bin', '\u0001\u0002')], says: '' },
    'a shop that there is not': { argv: () => ['import', 'a.csv', '--shop', 'south'], says: '' },
    'an unknown shop to read from': {
      argv: () => ['abandoned', '--shop', 'south'],
      says: '"default", "held", "north"',
    },
    'a shop made twice': { argv: () => ['shops', 'create', 'north'], says: 'already' },
    'a key that there is not': { argv: () => ['keys', 'revoke', 'nope'], says: 'keys list' },
  }
  for (const [name, { argv, says }] of Object.entries(faults))
    it(name, async () => {
      const { exitCode, stdout, stderr } = await space.run(...argv(space))
      expect(exitCode).toBe(1)
      expect(stdout + stderr).toContain(says)
    })

  it('an empty shop points to what fills it', async () => {
    const empty = workspace()
    const { exitCode, stderr } = await empty.run('abandoned')
    empty.remove()
    expect(exitCode).toBe(1)
    expect(stderr).toContain('secondglance import')
  })
})

describe('migrate and doctor', () => {
  it('migrates once', async () => {
    const fresh = workspace()
    expect((await fresh.run('migrate', '--json')).json<{ applied: string[] }>().applied.length).toBeGreaterThan(0)
    expect((await fresh.run('migrate', '--json')).json()).toEqual({ applied: [] })
    fresh.remove()
  })

  it('finds everything in order', async () => {
    const outcome = await space.run('doctor', '--json')
    const { ok, checks } = outcome.json<{ ok: boolean; checks: { name: string; ok: boolean }[] }>()
    expect(checks.filter((check) => !check.ok)).toEqual([])
    expect([outcome.exitCode, ok]).toEqual([0, true])
  })

  it('finds a data folder that is a file, and says what to do', async () => {
    const file = space.file('plain', '')
    const { exitCode, stdout } = await space.run('doctor', '--data', file)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/fault +data folder/)
    expect(stdout).toContain('--data')
  })
})

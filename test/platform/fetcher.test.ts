import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeFetcher } from '../../src/platform/node/fetcher.ts'

const LIMITS = { maxBytes: 1_000, timeoutMs: 5_000 }

let host = ''
let seen: { url?: string; authorization?: string }[] = []

const server = createServer((request, response) => {
  seen.push({ url: request.url, authorization: request.headers.authorization })
  const route = routes[request.url ?? '']
  if (route) route(request, response)
  else response.writeHead(404).end()
})

const redirect = (to: string) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(302, { location: to }).end('moved')

const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
  '/ok': (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('hello'),
  '/declared': (_request, response) => response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5_000)),
  '/endless': (_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'.repeat(500)), 5)
    response.on('close', () => clearInterval(timer))
  },
  '/silent': () => undefined,
  '/slow': (_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 50)
    response.on('close', () => clearInterval(timer))
  },
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half')
    setTimeout(() => response.destroy(), 50)
  },
  '/to-ok': redirect('/ok'),
  '/to-loop': redirect('/to-loop'),
  '/to-metadata': redirect('http://169.254.169.254/latest/'),
  '/to-file': redirect('file:///etc/passwd'),
  '/to-other-port': redirect('http://127.0.0.1:1/'),
  '/to-nowhere': redirect('http://['),
  '/to-other-origin': (_request, response) =>
    response.writeHead(307, { location: `http://localhost:${host.split(':')[1]}/ok` }).end(),
}

beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const allowed = () => nodeFetcher({ allowHosts: [host, `localhost:${host.split(':')[1]}`] })

/** A resolver that answers with these addresses for any name. */
const resolvesTo =
  (...addresses: string[]): LookupFunction =>
  (_name, options, callback) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family)
  }

describe('nodeFetcher', () => {
  it('fetches from a host that an operator named', async () => {
    const { status, body, headers, url } = await allowed().fetch(`http://${host}/ok`, LIMITS)
    expect([status, new TextDecoder().decode(body), headers['content-type'], url]).toEqual([
      200,
      'hello',
      'text/plain',
      `http://${host}/ok`,
    ])
  })

  it('follows a redirect and says where it ended', async () => {
    expect(await allowed().fetch(`http://${host}/to-ok`, LIMITS)).toMatchObject({
      status: 200,
      url: `http://${host}/ok`,
    })
  })

  it('streams a body', async () => {
    const { body } = await allowed().open(`http://${host}/ok`, LIMITS)
    let text = ''
    for await (const part of body) text += new TextDecoder().decode(part)
    expect(text).toBe('hello')
  })

  const refused: Record<string, [path: string, code: string, message: RegExp]> = {
    'an answer that declares too many bytes': ['/declared', 'too-large', /more than the 1000 bytes/],
    'an answer that never ends': ['/endless', 'too-large', /more than the 1000 bytes/],
    'an answer that is cut': ['/cut', 'unavailable', /cannot be fetched/],
    'a redirect to a private address': ['/to-metadata', 'invalid', /not a public one/],
    'a redirect to a file': ['/to-file', 'invalid', /only http and https/],
    'a redirect to a port that is not allowed': ['/to-other-port', 'invalid', /port 1 is not a default port/],
    'a redirect in circles': ['/to-loop', 'invalid', /more than 5 redirects/],
    'a redirect to no address': ['/to-nowhere', 'invalid', /no address/],
  }
  for (const [name, [path, code, message]] of Object.entries(refused))
    it(`refuses ${name}`, async () => {
      await expect(allowed().fetch(`http://${host}${path}`, LIMITS)).rejects.toMatchObject({
        name: expect.stringMatching(/AppError|BlockedError/),
        code,
        message: expect.stringMatching(message),
      })
    })

  for (const path of ['/silent', '/slow'])
    it(`gives up on ${path} when the time is over`, async () => {
      await expect(allowed().fetch(`http://${host}${path}`, { ...LIMITS, timeoutMs: 300 })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/did not answer in full within 300 ms/),
      })
    })

  it('words what happens to a stream half-way', async () => {
    const { body } = await allowed().open(`http://${host}/slow`, { ...LIMITS, timeoutMs: 300 })
    const read = async () => {
      for await (const part of body) expect(part.length).toBeGreaterThan(0)
    }
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('does not reach loopback unless it is named', async () => {
    seen = []
    await expect(nodeFetcher({ allowHosts: [] }).fetch(`http://${host}/ok`, LIMITS)).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(seen).toEqual([])
  })

  it('judges the address that a name resolves to when it is dialled', async () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:10.0.0.1', '169.254.169.254']) {
      const fetcher = nodeFetcher({ allowHosts: [], lookup: resolvesTo(address) })
      await expect(fetcher.fetch('http://shop.example/', LIMITS)).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringMatching(/resolves to no public address/),
      })
    }
  })

  it('does not carry a password to another origin', async () => {
    seen = []
    const headers = { authorization: 'Basic c2VjcmV0' }
    await allowed().fetch(`http://${host}/to-other-origin`, { ...LIMITS, headers })
    expect(seen.map(({ authorization }) => authorization)).toEqual(['Basic c2VjcmV0', undefined])
  })

  it('counts what was fetched and what was blocked', async () => {
    const counts: string[] = []
    const metrics = {
      count: (name: string, labels: object = {}) => void counts.push(`${name} ${JSON.stringify(labels)}`),
      gauge: () => undefined,
      observe: () => undefined,
      expose: async () => '',
    }
    const fetcher = nodeFetcher({ allowHosts: [host], metrics })
    await fetcher.fetch(`http://${host}/ok`, { ...LIMITS, kind: 'photo' })
    await fetcher.fetch('http://10.0.0.1/', { ...LIMITS, kind: 'photo' }).catch(() => undefined)
    expect(counts).toEqual([
      'outbound_fetch_total {"kind":"photo","result":"ok"}',
      'outbound_fetch_total {"kind":"photo","result":"blocked"}',
      'outbound_blocked_total {"reason":"private-address"}',
    ])
  })
})

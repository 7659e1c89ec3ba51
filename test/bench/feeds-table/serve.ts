import { spawn } from 'node:child_process'
import { createReadStream, readdirSync } from 'node:fs'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { built } from '../built.ts'
import { openBench, SHOP } from './bench-shop.ts'

const ROUNDS = 9

/** MB a second of a stored gzip feed by our serving, and of the same file by bare node:http; medians of rounds in turn. */
export async function compareServing(folder: string): Promise<{ ours: number; bare: number; bytes: number }> {
  const { stores, deps } = await openBench(folder)
  const { serveFeed } = await built<typeof import('../../../src/feeds/serve-feed.ts')>('feeds/serve-feed.js')
  const path = gzipIn(folder)
  const source = {
    blobs: deps.blobs,
    now: deps.now,
    current: () => stores.feeds.current(SHOP.shopId, 'google-merchant', 'rss'),
  }
  const app = new Hono().get('/feed', async (c) => {
    const answer = await serveFeed(
      { method: 'GET', gzip: true, acceptEncoding: c.req.header('accept-encoding') },
      source,
    )
    return new Response(answer?.body ?? null, { status: answer?.status, headers: answer?.headers })
  })
  const ours = await listening(createAdaptorServer({ fetch: app.fetch }) as Server)
  const bare = await listening(createServer((_request, response) => void createReadStream(path).pipe(response)))
  const rates = { ours: [] as number[], bare: [] as number[] }
  let bytes = 0
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, server] of [
      ['ours', ours],
      ['bare', bare],
    ] as const) {
      const startedAt = performance.now()
      bytes = await download(`http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`)
      if (round > 0) rates[name].push(bytes / (performance.now() - startedAt) / 1000)
    }
  for (const server of [ours, bare]) server.close()
  await stores.close()
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  return { ours: middle(rates.ours), bare: middle(rates.bare), bytes }
}

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))

/** By curl, in a process of its own: a client in this one would share its time with the server. */
function download(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('curl', ['-sS', '-o', '/dev/null', '-w', '%{size_download}', url])
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.on('error', (error: Error & { code?: unknown }) =>
      error.code === 'ENOENT' ? resolve(inProcess(url)) : reject(error),
    )
    child.on('exit', () => resolve(Number(text)))
  })
}

const inProcess = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      let bytes = 0
      response.on('data', (chunk: Uint8Array) => {
        bytes += chunk.length
      })
      response.on('end', () => resolve(bytes))
    }).on('error', reject)
  })

function gzipIn(folder: string): string {
  const files = readdirSync(join(folder, 'blobs/feeds'), { recursive: true, encoding: 'utf8' })
  const file = files.find((name) => name.endsWith('.rss.gz'))
  if (file === undefined) throw new Error('no feed was built')
  return join(folder, 'blobs/feeds', file)
}

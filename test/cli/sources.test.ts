import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Workspace, workspace } from './cli.ts'

const CATALOG = 'id,title,link,price,availability\na,Glasses A,https://shop.example/a,5.00 EUR,in stock\n'

/** A shop's own server: a feed behind a password, with a validator. */
let server: Server
let origin: string
let space: Workspace

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${btoa('feed:hush-hush')}`) response.writeHead(401).end()
    else if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end()
    else response.writeHead(200, { etag: '"1"', 'content-type': 'text/csv' }).end(CATALOG)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`
  space = workspace({ SECONDGLANCE_ALLOW_HOSTS: origin })
})
afterAll(async () => {
  space.remove()
  await new Promise((resolve) => server.close(resolve))
})

it('adds a source behind a password, fetches it, asks whether it changed, and removes it with its offers', async () => {
  const password = space.file('password.txt', 'hush-hush\n')
  const url = `http://${origin}/feed.csv`
  const added = await space.run('sources', 'add', url, '--user', 'feed', '--password-file', password, '--json')
  expect(added.exitCode, added.stderr).toBe(0)
  const { id } = added.json<{ id: string }>()
  const refreshed = await space.run('sources', 'refresh', id, '--json')
  expect(refreshed.json()).toMatchObject({ source: id, status: 'published', added: 1 })
  expect((await space.run('sources', 'refresh', id, '--json')).json()).toMatchObject({
    status: 'unchanged',
    reason: 'the source says that it has not changed',
  })
  expect((await space.run('sources', 'runs', id, '--json')).json<{ runs: object[] }>().runs).toHaveLength(2)
  const listed = await space.run('sources', 'list', '--json')
  expect(listed.json()).toMatchObject({ sources: [{ id, auth: 'basic', failures: 0 }] })
  expect(listed.stdout).not.toContain('hush-hush')
  expect((await space.run('sources', 'remove', id, '--json')).json()).toEqual({ id, removed: 1 })
  expect((await space.run('sources', 'refresh', id)).exitCode).toBe(1)
})

it('previews rules, keeps them, and applies them to the next import', async () => {
  const catalog = space.file('catalog.csv', CATALOG)
  const rules = space.file(
    'rules.json',
    JSON.stringify([{ name: 'loud', actions: [{ do: 'case', attribute: 'title', to: 'upper' }] }]),
  )
  await space.run('import', catalog)
  expect((await space.run('rules', 'preview', rules, '--json')).json()).toMatchObject({ offers: 1, changed: 1 })
  expect((await space.run('import', catalog, '--json')).json()).toMatchObject({ status: 'unchanged', unchanged: 1 })
  expect((await space.run('rules', 'set', rules)).exitCode).toBe(0)
  expect((await space.run('rules', 'list', '--json')).json()).toMatchObject({ rules: [{ name: 'loud' }] })
  expect((await space.run('import', catalog, '--json')).json()).toMatchObject({
    changed: 1,
    changes: [{ offerId: 'a', attribute: 'title', before: 'Glasses A', after: 'GLASSES A' }],
  })
  const wrong = await space.run('rules', 'set', space.file('wrong.json', '[{ "name": "x" }]'))
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('actions')])
})

import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Workspace, workspace } from './cli.ts'

let space: Workspace
beforeEach(() => {
  space = workspace()
})
afterEach(() => space.remove())

describe('webhooks set', () => {
  it('keeps the secret and never shows it', async () => {
    const set = await space.run('webhooks', 'set', 'shopify', '--secret', 'hush-hush', '--json')
    expect(set.exitCode).toBe(0)
    expect(set.json()).toEqual({
      shop: 'default',
      source: 'shopify',
      address: 'http://localhost:8787/webhooks/default/shopify',
    })
    const said = await space.run('webhooks', 'set', 'shopify', '--secret', 'hush-hush')
    expect(`${set.stdout}${set.stderr}${said.stdout}${said.stderr}`).not.toContain('hush-hush')
  })

  it('reads it from a file', async () => {
    const path = space.file('secret.txt', 'hush\n')
    expect((await space.run('webhooks', 'set', 'woocommerce', '--secret-file', path)).exitCode).toBe(0)
  })

  it.each([
    ['another system', ['magento', '--secret', 'x']],
    ['no secret', ['shopify']],
    ['both ways', ['shopify', '--secret', 'x', '--secret-file', 'y']],
    ['an empty secret', ['shopify', '--secret', ' ']],
    ['a file that is not there', ['shopify', '--secret-file', '/nowhere/secret']],
  ])('is refused as a wrong call with %s', async (_name, argv) => {
    expect((await space.run('webhooks', 'set', ...argv)).exitCode).toBe(2)
  })
})

describe('events', () => {
  it('reads a log of one’s own through a mapping', async () => {
    const log = space.file(
      'log.csv',
      'who,what,did,when\nu1,a,look,2026-11-20 10:00:00\nu1,a,rate,2026-11-20 10:00:00\n',
    )
    const mapping = space.file(
      'mapping.json',
      '{"visitorId":"who","offerId":"what","type":"did","occurredAt":"when","types":{"look":"view_item"}}',
    )
    const outcome = await space.run('events', log, '--mapping', mapping, '--json')
    expect(outcome.json()).toMatchObject({ dialect: 'mapped', received: 1, stored: 1, skipped: 1 })
  })

  it.each([
    ['a mapping that is not there', ['--mapping', '/nowhere/mapping.json'], 2],
    ['a mapping and a dialect', ['--mapping', 'x.json', '--dialect', 'clicks'], 2],
    ['a dialect that nobody knows', ['--dialect', 'klingon'], 2],
  ])('ends with %s', async (_name, argv, exitCode) => {
    const log = space.file('log.json', '[]')
    expect((await space.run('events', log, ...argv)).exitCode).toBe(exitCode)
  })

  it('says that nothing waits for a replay', async () => {
    expect((await space.run('events', 'dead')).stdout).toContain('Nothing waits')
    expect((await space.run('events', 'replay-dead', '--json')).json()).toEqual({
      letters: 0,
      stored: 0,
      duplicate: 0,
      suppressed: 0,
      left: 0,
    })
  })
})

it('signs in tests as Shopify does', () => {
  const body = '{"id":9554194432293,"title":"T-Shirt"}'
  expect(createHmac('sha256', 'hush').update(body).digest('base64')).toBe(
    'yi2xVY9/ZkF2VJ6a0kqiyUGNRkBwBHgakWO+Gsh1My8=',
  )
})

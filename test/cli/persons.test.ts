import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Workspace, workspace } from './cli.ts'

let house: Workspace
beforeEach(() => {
  house = workspace()
})
afterEach(() => house.remove())

const line = (eventId: string, more: object) =>
  JSON.stringify({
    eventId,
    type: 'add_to_cart',
    visitorId: 'v1',
    occurredAt: '2026-11-20T10:00:00Z',
    items: [{ offerId: 'a' }],
    ...more,
  })

describe('commands about persons', () => {
  it('export what erase removes, and the state stays what the log says', async () => {
    const file = house.file('log.jsonl', [line('1', { userId: 'u' }), line('2', { visitorId: 'v2' })].join('\n'))
    await house.run('events', file, '--json')
    const given = (await house.run('export', '--user', 'u', '--json')).json<{
      visitorIds: string[]
      events: object[]
    }>()
    expect(given.visitorIds).toEqual(['v1'])
    expect(given.events).toHaveLength(1)
    const erased = await house.run('erase', '--user', 'u', '--json')
    expect(erased.json()).toMatchObject({ shop: 'default', visitors: 1, events: 1, items: 1 })
    expect((await house.run('events', file, '--json')).json()).toMatchObject({
      stored: 0,
      duplicate: 1,
      consentDropped: 1,
    })
    const compared = await house.run('rebuild', '--compare', '--json')
    expect(compared.exitCode).toBe(0)
    expect(compared.json()).toMatchObject({ compare: true, events: 1, visitors: 1, items: 1, differences: 0 })
    expect((await house.run('rebuild')).stdout).toContain('Made anew')
  })

  it.each(['erase', 'export'])('"%s" without a person is a fault that says what to give', async (command) => {
    const outcome = await house.run(command)
    expect(outcome.exitCode).toBe(1)
    expect(outcome.stderr).toContain('visitor id')
  })
})

import { describe, expect, it } from 'vitest'
import { jsonLog, METRICS, promMetrics } from '../../src/platform/node/telemetry.ts'

describe('metrics', () => {
  it('exposes every declared name from the start', async () => {
    const text = await promMetrics().expose()
    for (const { name, kind } of METRICS) expect(text).toContain(`# TYPE ${name} ${kind}`)
  })

  it('names no metric twice and describes each', () => {
    expect(new Set(METRICS.map((metric) => metric.name)).size).toBe(METRICS.length)
    for (const { help } of METRICS) expect(help.length).toBeGreaterThan(10)
  })

  it('counts, sets and observes', async () => {
    const metrics = promMetrics()
    metrics.count('events_stored_total', {}, 3)
    metrics.count('events_stored_total')
    metrics.count('events_rejected_total', { reason: 'too-large' })
    metrics.gauge('catalog_items', 24)
    metrics.observe('event_ack_seconds', 0.004)
    const text = await metrics.expose()
    expect(text).toContain('events_stored_total 4\n')
    expect(text).toContain('events_rejected_total{reason="too-large"} 1\n')
    expect(text).toContain('catalog_items 24\n')
    expect(text).toContain('event_ack_seconds_bucket{le="0.005"} 1\n')
    expect(text).toContain('event_ack_seconds_count 1\n')
  })

  it('keeps two services in one process apart', async () => {
    const [one, other] = [promMetrics(), promMetrics()]
    one.count('events_bot_total')
    expect(await other.expose()).toContain('events_bot_total 0\n')
  })

  it('refuses a name or a label nobody declared', () => {
    const metrics = promMetrics()
    expect(() => metrics.count('made_up_total')).toThrow(/no counter is called "made_up_total"/)
    expect(() => metrics.count('events_stored_total', { visitor: 'v-1' })).toThrow()
    expect(() => metrics.gauge('events_stored_total', 1)).toThrow(/no gauge/)
  })
})

describe('the log', () => {
  const capture = (level: 'debug' | 'info' | 'warn' | 'error' | 'silent') => {
    const lines: string[] = []
    const log = jsonLog({ write: (text) => lines.push(text) }, { level, now: () => Date.UTC(2026, 10, 24) })
    return { log, lines }
  }

  it('writes one JSON line per event of note, its head first', () => {
    const { log, lines } = capture('info')
    log.info('started', { port: 8787, demo: true, extra: undefined })
    expect(lines).toEqual([
      '{"time":"2026-11-24T00:00:00.000Z","level":"info","message":"started","port":8787,"demo":true}\n',
    ])
  })

  it.each([
    ['debug', ['info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ] as const)('at level %s writes %j', (level, expected) => {
    const { log, lines } = capture(level)
    log.info('a')
    log.warn('b')
    log.error('c')
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected)
  })

  it('stays one line whatever a field holds, and lets no field pose as the head', () => {
    const { log, lines } = capture('info')
    log.warn('odd', { text: 'a\nb\u2028c', level: 'info', message: 'forged', time: 'never' })
    expect(lines[0]?.split('\n')).toHaveLength(2)
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'warn', message: 'odd', text: 'a\nb\u2028c' })
  })

  it('cuts a field somebody made long on purpose', () => {
    const { log, lines } = capture('info')
    log.info('long', { text: 'x'.repeat(1_000_000) })
    expect(lines[0]?.length).toBeLessThan(5_000)
  })
})

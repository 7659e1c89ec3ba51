import { afterAll, describe, expect, it } from 'vitest'
import { dataFolder } from '../runtime/service.ts'
import { killService } from './kill-service.ts'

const folder = dataFolder()
afterAll(folder.remove)

describe('a service that is killed while events come in', () => {
  it('keeps every event that it acknowledged, each once, and comes back with counts and state in order', async () => {
    const moments = [0.3, 0.8]
    const report = await killService({
      kills: 2,
      durationMs: 6_000,
      eventsPerSecond: 300,
      data: folder.path,
      random: () => moments.shift() ?? 0.5,
    })
    const { received, stored, duplicate, ...others } = report.stats
    expect(report).toMatchObject({ kills: 2, lost: [], doubled: [], differences: 0 })
    expect(report.acknowledged).toBe(report.sent)
    expect(report.inLog).toBe(report.acknowledged)
    expect(stored).toBe(report.inLog)
    expect(received).toBe((stored ?? 0) + (duplicate ?? 0))
    expect(Object.values(others).every((count) => count === 0)).toBe(true)
  }, 60_000)
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killService } from './kill-service.ts'

/** The long form: `npm run build && node test/faults/main.ts [kills] [seconds] [events a second]`, 20, 130 and 1,000. */
const [kills = 20, seconds = 130, eventsPerSecond = 1_000] = process.argv.slice(2).map(Number)
const data = mkdtempSync(join(tmpdir(), 'secondglance-faults-'))
try {
  const report = await killService({
    kills,
    durationMs: seconds * 1000,
    eventsPerSecond,
    data,
    random: Math.random,
    onKill: (kill, backMs) => process.stdout.write(`kill ${kill}: back after ${Math.round(backMs)} ms\n`),
  })
  const { received, stored, duplicate, rejected, deadLettered, consentDropped, bots } = report.stats as Record<
    string,
    number
  >
  const sum = [stored, duplicate, rejected, deadLettered, consentDropped, bots].reduce((a = 0, b = 0) => a + b, 0)
  const faults = [
    report.lost.length > 0 && `${report.lost.length} acknowledged events are not in the log`,
    report.doubled.length > 0 && `${report.doubled.length} events are in the log twice`,
    Math.max(...report.backMs) > 3_000 && 'the service was away for more than 3 s',
    received !== sum && `received ${received}, accounted for ${sum}`,
    stored !== report.inLog && `stored ${stored}, in the log ${report.inLog}`,
    report.differences > 0 && `${report.differences} visitors are kept otherwise than the log says`,
  ].filter((fault) => fault !== false)
  process.stdout.write(
    `${report.kills} kills; ${report.sent} events sent, ${report.acknowledged} acknowledged, ${report.inLog} in the log, ${report.lost.length} lost, ${report.doubled.length} doubled\n` +
      `back after at most ${Math.round(Math.max(...report.backMs))} ms; counts ${JSON.stringify(report.stats)}; state differs for ${report.differences} visitors\n`,
  )
  for (const fault of faults) process.stdout.write(`FAULT: ${fault}\n`)
  process.exitCode = faults.length > 0 ? 1 : 0
} finally {
  rmSync(data, { recursive: true, force: true })
}

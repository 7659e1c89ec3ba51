import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { comparePeers } from './peers.ts'
import { compareServing } from './serve.ts'

/*
 * The figures that feeds are held to, each measured beside what it is compared with: `npm run bench:feeds`, about four
 * minutes, or `npm run bench:feeds -- --million`, about fifteen and 4 GB of disk. CPU time is that of the whole process
 * with all of its threads.
 */
interface Measured {
  readonly what: 'whole' | 'rss' | 'nothing' | 'category' | 'random' | 'one'
  readonly cpuMs: number
  readonly wallMs: number
  readonly maxRssMib: number
}

const isMillion = process.argv.includes('--million')
const folder = mkdtempSync(join(tmpdir(), 'secondglance-feeds-'))
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.versions.node}\n`,
)

const node = (script: string, ...args: string[]): string =>
  execFileSync(process.execPath, [new URL(script, import.meta.url).pathname, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1e8,
  })

function measured(count: number, rounds: number): Measured[] {
  const own = join(folder, String(count))
  node('fill.ts', own, String(count))
  const lines = node('measure-builds.ts', own, String(count), String(rounds), String(count < 100_000 ? 10 : 1))
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line) as Measured)
}

function median(all: readonly Measured[], what: Measured['what'], of: 'cpuMs' | 'wallMs'): number {
  const values = all.filter((each) => each.what === what).map((each) => each[of])
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Before anything is refreshed; the smaller shop has been built several times by then. */
const rssOf = (all: readonly Measured[]): number => all.find(({ what }) => what === 'rss')?.maxRssMib ?? Number.NaN

const row = (figure: string, found: string, least: string): void =>
  void process.stdout.write(`${figure.padEnd(66)}  ${found.padStart(12)}  ${least}\n`)
const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`
const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 1000 ? 3 : 1)} s`

try {
  const peers = await comparePeers(folder)
  row(
    `item rendering (${Math.round(peers.oursPerSecond / 1000)}k items per CPU s) against xmlbuilder2 fragments`,
    times(peers.fragments),
    '≥ 10×',
  )
  row(
    `against @xcommerceweb/google-merchant-feed, 5k items (ours ${peers.oursParses ? 'parses' : 'does not parse'}, theirs ${peers.libraryParses ? 'parses' : 'does not'})`,
    times(peers.library),
    '≥ 20×',
  )
  row('against PHP XMLWriter with flush', peers.php === undefined ? 'no PHP here' : times(peers.php), '≥ 1.2×')

  const sizes = new Map<number, Measured[]>()
  for (const [count, rounds] of [[10_000, 3], [100_000, 3], ...(isMillion ? [[1_000_000, 1]] : [])] as [
    number,
    number,
  ][]) {
    const all = measured(count, rounds)
    sizes.set(count, all)
    const name = `${count / 1000}k offers: `
    const whole = median(all, 'whole', 'cpuMs')
    row(`${name}whole build, CPU and wall`, `${seconds(whole)} ${seconds(median(all, 'whole', 'wallMs'))}`, '')
    row(`${name}refresh after no change against it`, times(whole / median(all, 'nothing', 'cpuMs')), '≥ 20×')
    row(`${name}refresh after 1 % of one category changed`, times(whole / median(all, 'category', 'cpuMs')), '≥ 10×')
    row(`${name}refresh after 1 % changed at random`, times(whole / median(all, 'random', 'cpuMs')), '≥ 2×')
    row(
      `${name}refresh after one offer, CPU and wall`,
      `${seconds(median(all, 'one', 'cpuMs'))} ${seconds(median(all, 'one', 'wallMs'))}`,
      '',
    )
    row(`${name}peak RSS of whole builds`, `${Math.round(rssOf(all))} MiB`, '')
    row(`${name}peak RSS of all`, `${Math.round(all.at(-1)?.maxRssMib ?? 0)} MiB`, '')
  }
  const [small, middle, large] = [10_000, 100_000, 1_000_000].map((count) => sizes.get(count))
  if (small && middle && large) {
    row(
      'RSS of a whole build of 1M minus RSS of ten of 10k',
      `${Math.round(rssOf(large) - rssOf(small))} MiB`,
      '≤ 48 MiB',
    )
    row(
      'CPU at 1M against CPU at 100k, whole build',
      times(median(large, 'whole', 'cpuMs') / median(middle, 'whole', 'cpuMs')),
      '≤ 13×',
    )
  }
  const { ours, bare, bytes } = await compareServing(join(folder, isMillion ? '1000000' : '100000'))
  row(
    `serving a stored gzip feed of ${(bytes / 1e6).toFixed(1)} MB against node:http (${Math.round(bare)} MB/s)`,
    times(ours / bare),
    '≥ 0.8×',
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchReaders } from './ingest-readers.ts'
import { writeSeededFile } from './seeded-file.ts'

/*
 * Prints how fast catalogs are read and imported on this machine, and how much memory that takes. Each import runs in a
 * process of its own on a file of seeded offers of about 1 KB; the ratios are of CPU time, against the first import.
 * Sizes are taken from the command line: `npm run bench:ingest -- 10000 100000 1000000`. Nothing is asserted.
 */
const SECOND = 1000
const sizes = process.argv.slice(2).map(Number)
const ROUNDS_UP_TO_100K = 3

interface Outcome {
  readonly status: string
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMiB: number
  readonly longestMs: number
}

const once = fileURLToPath(new URL('ingest-once.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ingest-'))

process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.versions.node}\n`,
)
try {
  await benchReaders(30 * SECOND)
  for (const size of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) await benchImports(size)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function benchImports(size: number): Promise<void> {
  const [first, changed] = [join(folder, 'first.csv'), join(folder, 'changed.csv')]
  await writeSeededFile(first, 'csv', size)
  await writeSeededFile(changed, 'csv', size, 100)
  const steps: readonly (readonly [string, string, string?])[] = [
    ['first import', first],
    ['unchanged, by record', first],
    ['one in a hundred changed', changed],
    ['unchanged, read to be known', changed, 'twice'],
    ['unchanged, by file', changed, 'twice'],
  ]
  const measured = steps.map((): Outcome[] => [])
  for (let round = 0; round < (size <= 100_000 ? ROUNDS_UP_TO_100K : 1); round++) {
    const database = join(folder, `${size}-${round}.sqlite`)
    for (const [index, [, file, mode = 'once']] of steps.entries())
      measured[index]?.push(
        JSON.parse(execFileSync(process.execPath, [once, database, file, mode], { encoding: 'utf8' })),
      )
    rmSync(database)
  }
  const medians = measured.map((outcomes) => outcomes.toSorted((a, b) => a.cpuMs - b.cpuMs)[outcomes.length >> 1])
  const firstCpuMs = medians[0]?.cpuMs ?? 0
  process.stdout.write(
    `\nImport of ${size.toLocaleString('en')} offers\n${row(['', 'CPU s', 'wall s', 'offers/CPU s', 'against first', 'RSS MiB', 'longest ms'])}`,
  )
  for (const [index, outcome] of medians.entries())
    if (outcome)
      process.stdout.write(
        row([
          `${steps[index]?.[0]} (${outcome.status})`,
          (outcome.cpuMs / 1000).toFixed(1),
          (outcome.wallMs / 1000).toFixed(1),
          Math.round((size * 1000) / outcome.cpuMs).toLocaleString('en'),
          `${(firstCpuMs / outcome.cpuMs).toFixed(1)}×`,
          String(outcome.rssMiB),
          String(outcome.longestMs),
        ]),
      )
}

function row([name = '', ...cells]: readonly string[]): string {
  return `${name.padEnd(42)}${cells.map((cell) => cell.padStart(14)).join('')}\n`
}

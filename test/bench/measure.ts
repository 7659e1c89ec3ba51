/** One way of doing the work that is compared; `run` does it once and resolves with how many pieces that made. */
export interface Contender {
  readonly name: string
  run(): Promise<number> | number
}

export interface Figure {
  readonly name: string
  /** Medians over the rounds. */
  readonly perSecond: number
  readonly cpuMs: number
  /** Of CPU time, against the first contender: 2 is twice as fast. */
  readonly ratio: number
}

/**
 * Runs the contenders in turn, round after round in one process, so that whatever slows the machine for a while slows
 * all of them. Each has a round for itself first, which is not counted.
 */
export async function compare(contenders: readonly Contender[], budgetMs: number): Promise<Figure[]> {
  const rounds = contenders.map((): { perSecond: number; cpuMs: number }[] => [])
  const warmUpMs = await once(contenders)
  const count = Math.max(3, Math.min(200, Math.floor(budgetMs / warmUpMs) - 1))
  for (let round = 0; round < count; round++)
    for (const [index, contender] of contenders.entries()) rounds[index]?.push(await timed(contender))
  const medians = rounds.map((measured) => ({
    perSecond: median(measured.map(({ perSecond }) => perSecond)),
    cpuMs: median(measured.map(({ cpuMs }) => cpuMs)),
  }))
  const first = medians[0]?.cpuMs ?? 1
  return contenders.map(({ name }, index) => {
    const { perSecond, cpuMs } = medians[index] ?? { perSecond: 0, cpuMs: 0 }
    return { name, perSecond, cpuMs, ratio: first / cpuMs }
  })
}

async function once(contenders: readonly Contender[]): Promise<number> {
  for (const contender of contenders) await contender.run()
  const startedAt = performance.now()
  for (const contender of contenders) await contender.run()
  return performance.now() - startedAt
}

async function timed({ run }: Contender): Promise<{ perSecond: number; cpuMs: number }> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const pieces = await run()
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: (pieces * 1000) / wallMs, cpuMs: (user + system) / 1000 / pieces }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export function print(title: string, unit: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length))
  const lines = figures.map(({ name, perSecond, cpuMs, ratio }) =>
    [
      name.padEnd(width),
      number(perSecond).padStart(11),
      number(cpuMs).padStart(10),
      `${ratio.toFixed(2)}×`.padStart(8),
    ].join('  '),
  )
  const head = [''.padEnd(width), `${unit}/s`.padStart(11), 'CPU ms'.padStart(10), 'CPU'.padStart(8)].join('  ')
  process.stdout.write(`\n${title}\n${head}\n${lines.join('\n')}\n`)
}

const number = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))

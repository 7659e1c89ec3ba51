import { AppError } from '../../shared/errors.ts'
import type { Connection } from './database.ts'

/** What one caller wants done in a transaction; `done` or `failed` is called once it is on disk or is not. */
interface Waiting<Job, Result> {
  readonly job: Job
  readonly done: (result: Result) => void
  readonly failed: (error: unknown) => void
}

export interface GroupCommit<Job, Result> {
  /** Resolves when the transaction that held the job is on disk. */
  submit(job: Job): Promise<Result>
  /** Commits what waits now. */
  flush(): void
}

/**
 * One transaction for all jobs that came while the last one was committing: the busier it is, the more of them share
 * a sync of the disk, and a job that comes alone waits for nobody. When a shared transaction fails by what is in it,
 * each of its jobs is tried alone, so that only those at fault fail. When the database cannot write, all of them fail
 * with AppError `unavailable`.
 */
export function groupCommit<Job, Result>(
  connection: Connection,
  options: {
    size: (job: Job) => number
    sizeMax: number
    work: (jobs: readonly Job[]) => Result[]
    /** A transaction was rolled back: what `work` remembers of it is wrong. */
    undone?: () => void
  },
): GroupCommit<Job, Result> {
  let waiting: Waiting<Job, Result>[] = []
  let scheduled = false

  return {
    submit(job) {
      return new Promise((done, failed) => {
        waiting.push({ job, done, failed })
        schedule()
      })
    },
    flush,
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    // After the sockets that are ready have been read, so that their requests share the commit.
    setImmediate(() => {
      scheduled = false
      commitNext()
      if (waiting.length > 0) schedule()
    })
  }

  function flush(): void {
    while (waiting.length > 0) commitNext()
  }

  function commitNext(): void {
    const group = takeGroup()
    if (group.length > 0) commit(group)
  }

  function takeGroup(): Waiting<Job, Result>[] {
    let size = 0
    let count = 0
    while (count < waiting.length && (count === 0 || size < options.sizeMax))
      size += options.size(waiting[count++]!.job)
    const group = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return group
  }

  function commit(group: readonly Waiting<Job, Result>[]): void {
    let results: Result[]
    try {
      results = connection.transaction(() => options.work(group.map(({ job }) => job)))
    } catch (error) {
      options.undone?.()
      if (group.length > 1 && !isDatabaseFault(error)) for (const alone of group) commit([alone])
      else for (const { failed } of group) failed(isDatabaseFault(error) ? cannotWrite(error) : error)
      return
    }
    for (const [at, { done }] of group.entries()) done(results[at]!)
  }
}

/** Locked by another process, full, gone or broken: nothing that other jobs would fare better with. */
const isDatabaseFault = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CORRUPT|CANTOPEN|NOTADB|NOMEM)/.test(String(error.code))

const cannotWrite = (cause: unknown): AppError =>
  new AppError('unavailable', 'the database cannot be written to right now; send again later', { cause })

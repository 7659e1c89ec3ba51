import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PhotoNormalizer } from '../../catalog/photo.ts'
import type { CreativeRenderer } from '../../creative/ports.ts'
import { AppError } from '../../shared/errors.ts'
import { packageRoot } from './package-root.ts'
import type { ProcessMessage, RenderResults, RenderTask, TaskMessage } from './render-messages.ts'

export interface RenderPoolOptions {
  /** One for each core by default. */
  readonly processes?: number
  /** Jobs that may wait; the next one is refused with `overloaded`. */
  readonly queueMax?: number
  /** A job that takes longer ends its process. */
  readonly timeoutMs?: number
  /** The built entry; a source tree uses what was built from it. */
  readonly entry?: string
  /** A process that ended without being asked to. */
  readonly onCrash?: (reason: string) => void
}

/** Renders and normalises in processes that may die. */
export interface RenderPool extends CreativeRenderer, PhotoNormalizer {
  /** Resolves when every process is warm; rejects with `unavailable` when they cannot be started. */
  ready(): Promise<void>
  /** Process ids, for operators and tests. */
  pids(): number[]
  /** Refuses new jobs, lets running ones end, then ends the processes. */
  close(): Promise<void>
}

interface Job {
  readonly task: RenderTask
  readonly resolve: (value: RenderResults[RenderTask['kind']]) => void
  readonly reject: (error: AppError) => void
  crashes: number
}

interface Worker {
  readonly child: ChildProcess
  isReady: boolean
  running?: { readonly id: number; readonly job: Job; readonly timer: NodeJS.Timeout }
}

/** Starts of a process in a row that may fail before jobs are refused. */
const FAILED_STARTS_MAX = 3

export function renderPool(options: RenderPoolOptions = {}): RenderPool {
  const processes = Math.max(1, options.processes ?? availableParallelism())
  const queueMax = options.queueMax ?? 256
  const timeoutMs = options.timeoutMs ?? 20_000
  const entry = options.entry ?? builtEntry()

  const queue: Job[] = []
  const workers = new Set<Worker>()
  let waiting: { resolve: () => void; reject: (error: AppError) => void }[] = []
  let failedStarts = 0
  let nextId = 1
  let isClosed = false
  let emptied: (() => void) | undefined

  const start = (): void => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--max-old-space-size=512'],
      // Nothing of the environment: keys and addresses have no business where strangers' pictures are decoded.
      env: { TZ: 'UTC', MALLOC_ARENA_MAX: '2' },
    })
    const worker: Worker = { child, isReady: false }
    workers.add(worker)
    child.on('message', (message: ProcessMessage) => receive(worker, message))
    child.on('error', () => {
      child.kill('SIGKILL')
      ended(worker, 'could not be started')
    })
    child.on('exit', (code, signal) => ended(worker, signal ?? `exit code ${code}`))
  }

  const receive = (worker: Worker, message: ProcessMessage): void => {
    if (message.kind === 'ready') {
      worker.isReady = true
      failedStarts = 0
      if ([...workers].every(({ isReady }) => isReady)) settle()
      assign()
      return
    }
    const { running } = worker
    if (running?.id !== message.id) return
    clearTimeout(running.timer)
    worker.running = undefined
    if (message.kind === 'done') running.job.resolve(message.value)
    else running.job.reject(new AppError(message.code ?? 'unavailable', message.message))
    assign()
  }

  const ended = (worker: Worker, reason: string): void => {
    if (!workers.delete(worker)) return
    const { running } = worker
    if (running) {
      clearTimeout(running.timer)
      again(running.job)
    }
    if (isClosed) {
      emptyIfDone()
      return
    }
    options.onCrash?.(reason)
    if (!worker.isReady && ++failedStarts >= FAILED_STARTS_MAX) giveUp(reason)
    else start()
  }

  /** A job whose process died is tried once more, first in line; whatever kills two processes is at fault itself. */
  const again = (job: Job): void => {
    if (job.crashes++ === 0 && !isClosed) queue.unshift(job)
    else if (job.task.kind === 'normalize')
      job.reject(new AppError('invalid', 'the picture ends the program that decodes it'))
    else job.reject(new AppError('unavailable', 'the creative could not be rendered: its process ended twice'))
  }

  const giveUp = (reason: string): void => {
    const error = new AppError('unavailable', `render processes cannot be started (${reason}); is ${entry} built?`)
    for (const job of queue.splice(0)) job.reject(error)
    for (const { reject } of waiting) reject(error)
    waiting = []
  }

  const settle = (): void => {
    for (const { resolve } of waiting) resolve()
    waiting = []
  }

  const assign = (): void => {
    for (const worker of workers) {
      if (!worker.isReady || worker.running) continue
      const job = queue.shift()
      if (!job) break
      const id = nextId++
      const timer = setTimeout(() => {
        worker.running = undefined
        job.reject(new AppError('unavailable', `rendering took longer than ${timeoutMs / 1000} s and was ended`))
        worker.child.kill('SIGKILL')
      }, timeoutMs)
      worker.running = { id, job, timer }
      worker.child.send({ id, task: job.task } satisfies TaskMessage)
    }
    emptyIfDone()
  }

  const emptyIfDone = (): void => {
    if (emptied && queue.length === 0 && [...workers].every(({ running }) => !running)) emptied()
  }

  /** Also brings processes back after they could not be started. */
  const fill = (): void => {
    if (workers.size > 0) return
    failedStarts = 0
    for (let count = 0; count < processes; count++) start()
  }

  const submit = <T extends RenderTask>(task: T): Promise<RenderResults[T['kind']]> =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(new AppError('unavailable', 'the service is shutting down'))
      if (queue.length >= queueMax)
        return reject(
          new AppError('overloaded', `${queueMax} pictures are waiting already; try again in a few seconds`),
        )
      queue.push({ task, resolve: resolve as Job['resolve'], reject, crashes: 0 })
      fill()
      assign()
    })

  fill()
  return {
    render: (job) => submit({ kind: 'render', job }),
    normalize: (bytes) => submit({ kind: 'normalize', bytes }),
    pids: () => [...workers].flatMap(({ child }) => child.pid ?? []),
    ready: () =>
      new Promise((resolve, reject) => {
        if (workers.size === processes && [...workers].every(({ isReady }) => isReady)) return resolve()
        waiting.push({ resolve, reject })
        fill()
      }),
    async close() {
      if (isClosed) return
      isClosed = true
      await new Promise<void>((resolve) => {
        emptied = resolve
        emptyIfDone()
      })
      await Promise.all(
        [...workers].map(
          ({ child }) =>
            new Promise<void>((resolve) => {
              child.once('exit', () => resolve())
              child.disconnect()
            }),
        ),
      )
    },
  }
}

/** Beside this file when it is built itself; Node cannot run templates from their source. */
const builtEntry = (): string =>
  import.meta.url.endsWith('.js')
    ? fileURLToPath(new URL('./render-process.js', import.meta.url))
    : join(packageRoot(import.meta.url), 'dist/src/platform/node/render-process.js')

import { SECOND_MS } from '../../shared/time.ts'

const ENDING = ['SIGTERM', 'SIGINT'] as const
const PARENT_CHECK_MS = SECOND_MS

/**
 * Resolves with the first signal that asks the process to end; a second one ends it there and then. The shell that npm
 * starts a script in dies of a signal without handing it on, so under npm the end of the parent counts as one too.
 */
export function nextSignal(env: Readonly<Record<string, string | undefined>> = process.env): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isAsked = false
    const ask = (signal: NodeJS.Signals): void => {
      if (isAsked) process.exit(130)
      isAsked = true
      resolve(signal)
    }
    for (const signal of ENDING) process.on(signal, ask)
    if (env.npm_lifecycle_event !== undefined) onOrphaned(() => isAsked || ask('SIGHUP'))
  })
}

function onOrphaned(then: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, PARENT_CHECK_MS)
  timer.unref()
}

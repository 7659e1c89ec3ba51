const ENDING = ['SIGTERM', 'SIGINT'] as const

/** Resolves with the first signal that asks the process to end; a second one ends it there and then. */
export function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isAsked = false
    for (const signal of ENDING)
      process.on(signal, () => {
        if (isAsked) process.exit(130)
        isAsked = true
        resolve(signal)
      })
  })
}

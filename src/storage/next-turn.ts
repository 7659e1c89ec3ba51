/** Resolves when whoever else waits has had a turn: sockets that are ready, timers that are due. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

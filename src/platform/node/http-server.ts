import type { Server } from 'node:http'
import { createServer, type Server as NetServer } from 'node:net'
import { AppError } from '../../shared/errors.ts'
import { MINUTE_MS, SECOND_MS } from '../../shared/time.ts'

/** Patience with slow and idle clients; a whole catalog upload must fit into the request time-out. */
export const SERVER_OPTIONS = {
  headersTimeout: 15 * SECOND_MS,
  requestTimeout: 5 * MINUTE_MS,
  keepAliveTimeout: 65 * SECOND_MS,
  connectionsCheckingInterval: 5 * SECOND_MS,
  maxHeaderSize: 16 * 1024,
} as const

/** Resolves with the port once connections are taken. */
export function listen(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => reject(listenFault(error, port, host)))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** A port that nobody listened on a moment ago, for who asks for any. */
export async function freePort(host: string): Promise<number> {
  const server = createServer()
  const port = await listen(server, 0, host)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function listenFault(error: Error & { code?: string }, port: number, host: string): Error {
  const say = (text: string) => new AppError('unavailable', text, { cause: error })
  if (error.code === 'EADDRINUSE')
    return say(`port ${port} on ${host} is taken: stop what listens there, or choose another with --port`)
  if (error.code === 'EACCES') return say(`port ${port} on ${host} is not permitted to this user: choose one from 1024`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return say(`this machine has no address "${host}": write one of its own with --host, such as 127.0.0.1 or 0.0.0.0`)
  return error
}

/** Takes no more connections and waits for the requests under way; those still there after `graceMs` are cut. */
export function drain(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

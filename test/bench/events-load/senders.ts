import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Target {
  readonly port: number
  readonly key: string
}

/** Sends bodies for so long, each connection the next one when it has its answer; returns how many were answered. */
export async function sendFor(
  durationMs: number,
  connections: number,
  { port, key }: Target,
  nextBody: () => string,
): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const endAt = performance.now() + durationMs
  let answered = 0
  await Promise.all(
    sockets.map(async (socket) => {
      while (performance.now() < endAt) {
        const body = nextBody()
        socket.write(
          `POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
        const [answer] = (await once(socket, 'data')) as [Buffer]
        if (!answer.includes('HTTP/1.1 202')) throw new Error(`not accepted: ${answer.toString().slice(0, 300)}`)
        answered++
      }
      socket.destroy()
    }),
  )
  return answered
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

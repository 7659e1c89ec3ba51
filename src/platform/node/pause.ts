import type { Pause } from '../../feeds/ports.ts'

/** After the sockets that are ready have been read and answered. */
export const pause: Pause = () => new Promise((resolve) => setImmediate(resolve))

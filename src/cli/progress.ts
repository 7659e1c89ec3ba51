import type { Sink } from './context.ts'

const BAR_CELLS = 24
const REDRAW_MS = 100

/** A bar on standard error while long work runs; nothing at all where that is no terminal. */
export interface Progress {
  /** `done` of `total`; without a total a bare count is shown. */
  update(done: number, total?: number): void
  /** Wipes the bar, so that the report stands alone. */
  end(): void
}

export function startProgress(label: string, stderr: Sink, now: () => number): Progress {
  if (!stderr.isTTY) return { update() {}, end() {} }
  let drawnAt = 0
  return {
    update(done, total) {
      const at = now()
      if (at - drawnAt < REDRAW_MS) return
      drawnAt = at
      void stderr.write(`\r${progressLine(label, done, total).slice(0, stderr.columns - 1)}\u001b[K`)
    },
    end() {
      if (drawnAt > 0) void stderr.write('\r\u001b[K')
    },
  }
}

export function progressLine(label: string, done: number, total?: number): string {
  const count = done.toLocaleString('en')
  if (!total) return `${label}  ${count}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * BAR_CELLS)
  return `${label}  ${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}  ${Math.floor(share * 100)} %`
}

/** Hands chunks on and tells how many bytes have gone by. */
export async function* counted(
  body: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    onBytes(bytes)
    yield chunk
  }
}

import type { Pixels } from './ports.ts'

/** A picture of one opaque colour. */
export function solidPixels(
  width: number,
  height: number,
  [red, green, blue]: readonly [number, number, number],
): Pixels {
  const data = new Uint8Array(width * height * 4)
  const word = new Uint32Array(data.buffer)
  // Bytes in memory order, whatever the machine's.
  const pattern = new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0]!
  word.fill(pattern)
  return { width, height, data }
}

/**
 * Draws `over` onto an opaque picture, its upper left corner at (left, top); what lies outside is not drawn.
 * `multiply`: white leaves the picture as it is, black makes it black. `replace`: for pixels that are all opaque.
 */
export function blendOnto(
  base: Pixels,
  over: Pixels,
  { left, top, blend = 'over' }: { left: number; top: number; blend?: 'over' | 'multiply' | 'replace' },
): void {
  const fromX = Math.max(0, -left)
  const toX = Math.min(over.width, base.width - left)
  const fromY = Math.max(0, -top)
  const toY = Math.min(over.height, base.height - top)
  if (toX <= fromX) return
  const row = { replace: replaceRow, over: drawRow, multiply: multiplyRow }[blend]
  for (let y = fromY; y < toY; y++) {
    const from = (y * over.width + fromX) * 4
    row(base.data, ((y + top) * base.width + left + fromX) * 4, over.data, from, from + (toX - fromX) * 4)
  }
}

type Row = (target: Uint8Array, to: number, source: Uint8Array, from: number, end: number) => void

const replaceRow: Row = (target, to, source, from, end) => target.set(source.subarray(from, end), to)

// Channels are written out: a picture has a million pixels, and a loop over three of them costs a third more.
const drawRow: Row = (target, start, source, from, end) => {
  for (let at = from, to = start; at < end; at += 4, to += 4) {
    const alpha = source[at + 3]!
    if (alpha === 0) continue
    if (alpha === 255) {
      target[to] = source[at]!
      target[to + 1] = source[at + 1]!
      target[to + 2] = source[at + 2]!
      continue
    }
    const rest = 255 - alpha
    target[to] = divide255(source[at]! * alpha + target[to]! * rest)
    target[to + 1] = divide255(source[at + 1]! * alpha + target[to + 1]! * rest)
    target[to + 2] = divide255(source[at + 2]! * alpha + target[to + 2]! * rest)
  }
}

const multiplyRow: Row = (target, start, source, from, end) => {
  for (let at = from, to = start; at < end; at += 4, to += 4) {
    const alpha = source[at + 3]!
    const rest = 255 - alpha
    for (let channel = 0; channel < 3; channel++) {
      const below = target[to + channel]!
      const product = divide255(source[at + channel]! * below)
      target[to + channel] = rest === 0 ? product : divide255(product * alpha + below * rest)
    }
  }
}

/** Exact rounding of n / 255 for n below 65,536. */
const divide255 = (n: number): number => {
  const rounded = n + 128
  return (rounded + (rounded >> 8)) >> 8
}

/**
 * Lifts a photo's near-white ground to white, so that no box shows where it is multiplied onto a colour:
 * what is at least as light as the median of the border becomes white, everything else is stretched by the same share.
 */
export function whitenGround({ width, height, data }: Pixels): Pixels {
  const border: number[][] = [[], [], []]
  const add = (index: number): void => {
    if (data[index + 3]! < 255) return
    const light = Math.min(data[index]!, data[index + 1]!, data[index + 2]!)
    // The subject may reach the border; only what could be ground is asked.
    if (light >= 225) for (let channel = 0; channel < 3; channel++) border[channel]!.push(data[index + channel]!)
  }
  for (let x = 0; x < width; x++) {
    add(x * 4)
    add(((height - 1) * width + x) * 4)
  }
  for (let y = 0; y < height; y++) {
    add(y * width * 4)
    add((y * width + width - 1) * 4)
  }
  const lifts = border.map((values) => {
    if (values.length === 0) return 1
    values.sort((a, b) => a - b)
    // A little below the median: grain and compression noise of the ground go too.
    return 255 / Math.max(225, values[values.length >> 1]! - 3)
  })
  const tables = lifts.map((lift) =>
    Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, Math.round(value * lift))),
  )
  const out = new Uint8Array(data)
  for (let index = 0; index < out.length; index += 4) {
    out[index] = tables[0]![out[index]!]!
    out[index + 1] = tables[1]![out[index + 1]!]!
    out[index + 2] = tables[2]![out[index + 2]!]!
  }
  return { width, height, data: out }
}

import type satori from 'satori'
import type { Font } from './ports.ts'

type SatoriFonts = Parameters<typeof satori>[1]['fonts']

const known = new WeakMap<readonly Font[], SatoriFonts>()

/** The faces as Satori takes them; the same array every time, since Satori keeps what it parsed by that array. */
export function satoriFonts(fonts: readonly Font[]): SatoriFonts {
  let converted = known.get(fonts)
  if (!converted) {
    converted = fonts.map(({ name, weight, style, data }) => ({ name, weight, style, data: arrayBufferOf(data) }))
    known.set(fonts, converted)
  }
  return converted
}

const arrayBufferOf = (data: Uint8Array): ArrayBuffer =>
  data.byteOffset === 0 && data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer
    ? data.buffer
    : (data.slice().buffer as ArrayBuffer)

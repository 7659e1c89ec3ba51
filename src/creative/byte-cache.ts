/** Keeps what was used last, up to a number of bytes. */
export class ByteCache<V> {
  readonly #bytesMax: number
  readonly #bytesOf: (value: V) => number
  readonly #entries = new Map<string, V>()
  #bytes = 0

  constructor(bytesMax: number, bytesOf: (value: V) => number) {
    this.#bytesMax = bytesMax
    this.#bytesOf = bytesOf
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) {
      // A Map keeps the order of insertion: what is used moves to the end.
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    return value
  }

  /** What is larger than the whole cache is not kept. */
  set(key: string, value: V): void {
    const bytes = this.#bytesOf(value)
    if (bytes > this.#bytesMax) return
    const before = this.#entries.get(key)
    if (before !== undefined) this.#bytes -= this.#bytesOf(before)
    this.#entries.delete(key)
    this.#entries.set(key, value)
    this.#bytes += bytes
    for (const [oldest, oldValue] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) break
      this.#entries.delete(oldest)
      this.#bytes -= this.#bytesOf(oldValue)
    }
  }
}

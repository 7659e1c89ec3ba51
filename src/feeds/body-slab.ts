const SLAB_BYTES = 512 * 1024

const encoder = new TextEncoder()

/**
 * Encodes texts into parts of few large buffers: a buffer for each of a million rows would keep the allocator busy and
 * its memory in pieces.
 */
export class BodySlab {
  #slab = new Uint8Array(SLAB_BYTES)
  #used = 0

  encode(text: string): Uint8Array {
    // A UTF-16 unit is three bytes at most.
    const most = text.length * 3
    if (most > SLAB_BYTES) return encoder.encode(text)
    if (this.#used + most > SLAB_BYTES) {
      this.#slab = new Uint8Array(SLAB_BYTES)
      this.#used = 0
    }
    const { written } = encoder.encodeInto(text, this.#slab.subarray(this.#used))
    const body = this.#slab.subarray(this.#used, this.#used + written)
    this.#used += written
    return body
  }
}

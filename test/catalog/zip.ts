import { crc32, deflateRawSync } from 'node:zlib'

export interface Packed {
  readonly name: string
  readonly content: Uint8Array
  readonly flags?: number
  readonly method?: number
  /** What the directory says, where it lies. */
  readonly bytes?: number
  readonly localName?: string
}

/** A zip archive as any program writes one. */
export function zipped(...files: readonly Packed[]): Uint8Array<ArrayBuffer> {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let at = 0
  for (const { name, content, flags = 0, method = 8, bytes = content.length, localName = name } of files) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content)
    const fixed = (signature: number, size: number, from: number): Buffer => {
      const header = Buffer.alloc(size)
      header.writeUInt32LE(signature, 0)
      header.writeUInt16LE(flags, from)
      header.writeUInt16LE(method, from + 2)
      header.writeUInt32LE(crc32(content), from + 8)
      header.writeUInt32LE(data.length, from + 12)
      header.writeUInt32LE(bytes, from + 16)
      return header
    }
    const local = fixed(0x04034b50, 30, 6)
    local.writeUInt16LE(Buffer.byteLength(localName), 26)
    locals.push(local, Buffer.from(localName), data)
    const central = fixed(0x02014b50, 46, 8)
    central.writeUInt16LE(Buffer.byteLength(name), 28)
    central.writeUInt32LE(at, 42)
    centrals.push(central, Buffer.from(name))
    at += local.length + Buffer.byteLength(localName) + data.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...locals, directory, end]))
}

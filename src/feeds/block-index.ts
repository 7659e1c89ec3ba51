import type { Rejection } from '../catalog/rejection.ts'
import type { Block, BlockItem } from './block.ts'

/** A block as its line in the index tells of it; its items are read only where they are asked for. */
export interface IndexedBlock {
  readonly block: Block
  readonly items: () => readonly BlockItem[]
  /** As the line holds them. */
  readonly itemsText: string
}

type ItemLine = [string, number, number, string, number?, string?, (readonly Rejection[])?]

/** What is kept beside a feed, a line for each block: the block, a tab, its items. JSON itself holds no tab. */
export const indexLine = (block: Block, itemsText: string): string => `${JSON.stringify(block)}\t${itemsText}\n`

export const itemsText = (items: readonly BlockItem[]): string =>
  JSON.stringify(
    items.map(({ id, bytes, rows, hash, nextAt = 0, figures = '', rejections }): ItemLine => {
      if (rejections) return [id, bytes, rows, hash, nextAt, figures, rejections]
      return nextAt || figures ? [id, bytes, rows, hash, nextAt, figures] : [id, bytes, rows, hash]
    }),
  )

const readItems = (text: string): readonly BlockItem[] =>
  (JSON.parse(text) as ItemLine[]).map(([id, bytes, rows, hash, nextAt, figures, rejections]) => ({
    id,
    bytes,
    rows,
    hash,
    nextAt: nextAt || undefined,
    figures: figures || undefined,
    rejections,
  }))

/** The blocks of an index in their order. */
export async function* readIndex(body: ReadableStream<Uint8Array>): AsyncGenerator<IndexedBlock> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() as string
    for (const line of lines) yield readLine(line)
  }
}

function readLine(line: string): IndexedBlock {
  const tab = line.indexOf('\t')
  const text = line.slice(tab + 1)
  let items: readonly BlockItem[] | undefined
  return {
    block: JSON.parse(line.slice(0, tab)) as Block,
    itemsText: text,
    items: () => {
      items ??= readItems(text)
      return items
    },
  }
}

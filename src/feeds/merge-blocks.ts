import type { Rejection } from '../catalog/rejection.ts'
import { compareText } from '../shared/text-order.ts'
import { type BlockItem, type FeedItem, isBlockEnd } from './block.ts'
import type { IndexedBlock } from './block-index.ts'

/** What became of an offer since the index was written; `gone`: it is no longer in the catalog. */
export type Change = FeedItem | { readonly id: string; readonly gone: true }

/** A piece of the next feed. */
export type Part =
  /** A block whose rows stay; `items` where something else about them is new. */
  { readonly kept: IndexedBlock; readonly items?: readonly BlockItem[] } | { readonly made: readonly FeedItem[] }

/** Changes looked at in one block before it is taken for changed: more than it can hold. */
const LOOK_MAX = 256

/**
 * The next feed from the blocks of the last one and what changed, both in order of id: blocks that no change concerns
 * are passed on unopened. Without old blocks it makes them all. Whatever way it came about, equal items make equal
 * blocks.
 */
export async function* mergeBlocks(
  old: AsyncIterable<IndexedBlock>,
  changes: AsyncIterable<Change>,
  openBlock: (block: IndexedBlock) => Promise<readonly FeedItem[]>,
): AsyncGenerator<Part> {
  const queue = new Queue(changes)
  try {
    yield* merged(old, queue, openBlock)
  } finally {
    await queue.close()
  }
}

async function* merged(
  old: AsyncIterable<IndexedBlock>,
  queue: Queue,
  openBlock: (block: IndexedBlock) => Promise<readonly FeedItem[]>,
): AsyncGenerator<Part> {
  let open: FeedItem[] = []
  function* add(item: Change): Generator<Part> {
    if ('gone' in item) return
    open.push(item)
    if (!isBlockEnd(open.length, item.id)) return
    yield { made: open }
    open = []
  }
  async function* addNew(isDue: (id: string) => boolean): AsyncGenerator<Part> {
    for (let next = await queue.peek(); next && isDue(next.id); next = await queue.peek()) {
      queue.take()
      yield* add(next)
    }
  }

  for await (const [block, end] of withEnds(old)) {
    if (open.length === 0) {
      const near = await queue.takeBefore(end, LOOK_MAX)
      const items = near.length === 0 ? 'same' : near.length < LOOK_MAX ? mended(block.items(), near) : undefined
      if (items) {
        yield items === 'same' ? { kept: block } : { kept: block, items }
        continue
      }
      queue.putBack(near)
    }
    for (const item of await openBlock(block)) {
      yield* addNew((id) => compareText(id, item.id) < 0)
      const change = await queue.peek()
      if (change?.id === item.id) queue.take()
      yield* add(change?.id === item.id ? change : item)
    }
    yield* addNew((id) => isBefore(id, end))
  }
  yield* addNew(() => true)
  if (open.length > 0) yield { made: open }
}

/**
 * A block's items with what changed about them, where their rows stay as they are: `same` where nothing did.
 * Undefined where rows change, come or go.
 */
function mended(items: readonly BlockItem[], changes: readonly Change[]): 'same' | readonly BlockItem[] | undefined {
  const byId = new Map(items.map((item, at) => [item.id, at]))
  let next: BlockItem[] | undefined
  for (const change of changes) {
    const at = byId.get(change.id)
    if (at === undefined) {
      if ('gone' in change) continue
      return undefined
    }
    const before = items[at] as BlockItem
    if ('gone' in change || change.hash !== before.hash) return undefined
    if (isSame(before, change)) continue
    next ??= [...items]
    const { body, ...item } = change
    next[at] = item
  }
  return next ?? 'same'
}

const isSame = (a: BlockItem, b: BlockItem): boolean =>
  a.nextAt === b.nextAt && a.figures === b.figures && isSameRejections(a.rejections, b.rejections)

const isSameRejections = (a: readonly Rejection[] | undefined, b: readonly Rejection[] | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

const isBefore = (id: string, end: string | undefined): boolean => end === undefined || compareText(id, end) < 0

/** Each block with the id that the next one begins with. */
async function* withEnds(blocks: AsyncIterable<IndexedBlock>): AsyncGenerator<[IndexedBlock, string | undefined]> {
  let last: IndexedBlock | undefined
  for await (const block of blocks) {
    if (last) yield [last, block.block.firstId]
    last = block
  }
  if (last) yield [last, undefined]
}

/** A stream that can be looked into before it is taken from. */
class Queue {
  readonly #source: AsyncIterator<Change>
  #ahead: Change[] = []
  #at = 0

  constructor(source: AsyncIterable<Change>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async peek(): Promise<Change | undefined> {
    if (this.#at < this.#ahead.length) return this.#ahead[this.#at]
    const { done, value } = await this.#source.next()
    if (done) return undefined
    this.#ahead = [value]
    this.#at = 0
    return value
  }

  /** What {@link peek} showed. */
  take(): void {
    this.#at++
  }

  async takeBefore(end: string | undefined, max: number): Promise<readonly Change[]> {
    const taken: Change[] = []
    for (let next = await this.peek(); next && isBefore(next.id, end); next = await this.peek()) {
      taken.push(next)
      this.take()
      if (taken.length === max) break
    }
    return taken
  }

  putBack(changes: readonly Change[]): void {
    this.#ahead = [...changes, ...this.#ahead.slice(this.#at)]
    this.#at = 0
  }

  async close(): Promise<void> {
    await this.#source.return?.()
  }
}

import { compareText } from '../shared/text-order.ts'
import type { IndexedBlock } from './block-index.ts'
import type { BuildContext, FeedSources } from './feed-context.ts'
import { figuresText } from './figures-text.ts'
import type { Pause } from './ports.ts'
import type { FeedVersion } from './store.ts'

/** A refresh keeps the ids of what changed in memory; where there are more, building anew costs little more. */
const CHANGES_MAX = 50_000

/**
 * The offers whose rows may be others than in a version, in order: those that the catalog says were changed, those with
 * a date that has come, and those that more or fewer visitors have left. Undefined: not known, or too many.
 */
export async function changedIds(
  version: FeedVersion,
  build: BuildContext,
  openIndex: () => AsyncIterable<IndexedBlock>,
  { catalog, pause }: Pick<FeedSources, 'catalog'> & { readonly pause: Pause },
): Promise<readonly string[] | undefined> {
  const changed = await catalog.changedOfferIds(version.shopId, version.catalogRevision, CHANGES_MAX)
  if (!changed) return undefined
  const ids = new Set(changed)
  const unseen = new Set([...build.figures.keys(), ...(build.buyers?.keys() ?? [])])
  let blocks = 0
  for await (const { block, items } of openIndex()) {
    if (++blocks % BLOCKS_A_TURN === 0) await pause()
    const isDue = block.nextAt !== undefined && block.nextAt <= build.now
    if (!isDue && block.figured === 0) continue
    for (const item of items()) {
      if (item.figures !== undefined) unseen.delete(item.id)
      const isOther = item.figures !== figuresText(item.id, build)
      if ((item.nextAt !== undefined && item.nextAt <= build.now) || isOther) ids.add(item.id)
    }
    if (ids.size > CHANGES_MAX) return undefined
  }
  for (const id of unseen) ids.add(id)
  return ids.size > CHANGES_MAX ? undefined : [...ids].sort(compareText)
}

const BLOCKS_A_TURN = 500

import type { VisitorState } from '../../audience/visitor-item.ts'

/** The states of the visitors who came last, so that the next event of a visit reads nothing. */
export interface StateCache {
  get(shopId: string, visitorId: string): VisitorState | undefined
  set(shopId: string, state: VisitorState): void
  delete(shopId: string, visitorId: string): void
  clear(): void
  states(): IterableIterator<VisitorState>
}

/** Bounds the memory: about 300 bytes for each. */
const WEIGHT_MAX = 100_000

export interface CacheOptions {
  readonly weightMax?: number
  /** Called for each state that no longer fits. */
  readonly onEvict?: (state: VisitorState) => void
}

export function stateCache({ weightMax = WEIGHT_MAX, onEvict }: CacheOptions = {}): StateCache {
  const states = new Map<string, VisitorState>()
  let weight = 0
  const keyOf = (shopId: string, visitorId: string): string => `${shopId} ${visitorId}`

  function remove(key: string): void {
    const known = states.get(key)
    if (!known) return
    states.delete(key)
    weight -= weightOf(known)
  }

  return {
    get: (shopId, visitorId) => states.get(keyOf(shopId, visitorId)),
    set(shopId, state) {
      const key = keyOf(shopId, state.visitorId)
      remove(key)
      states.set(key, state)
      weight += weightOf(state)
      for (const [oldest, evicted] of states) {
        if (weight <= weightMax) break
        remove(oldest)
        onEvict?.(evicted)
      }
    },
    delete: (shopId, visitorId) => remove(keyOf(shopId, visitorId)),
    states: () => states.values(),
    clear() {
      states.clear()
      weight = 0
    },
  }
}

const weightOf = ({ items, orders }: VisitorState): number => 2 + items.size + (orders?.length ?? 0)

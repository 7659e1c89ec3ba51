import type { VisitorState } from '../../audience/visitor-item.ts'

/** The states of the visitors who came last, so that the next event of a visit reads nothing. */
export interface StateCache {
  get(shopId: string, visitorId: string): VisitorState | undefined
  set(shopId: string, state: VisitorState): void
  delete(shopId: string, visitorId: string): void
  clear(): void
}

/** Bounds the memory: about 300 bytes for each. */
const WEIGHT_MAX = 100_000

export function stateCache(): StateCache {
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
      for (const oldest of states.keys()) {
        if (weight <= WEIGHT_MAX) break
        remove(oldest)
      }
    },
    delete: (shopId, visitorId) => remove(keyOf(shopId, visitorId)),
    clear() {
      states.clear()
      weight = 0
    },
  }
}

const weightOf = ({ items, orders }: VisitorState): number => 2 + items.size + (orders?.length ?? 0)

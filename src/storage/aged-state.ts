import type { VisitorState } from '../audience/visitor-item.ts'

/** What is still worth keeping of a state whose events are too old to be kept; undefined for nothing. */
export function agedState(state: VisitorState, from: number): VisitorState | undefined {
  const items = [...state.items].filter(([, { lastAt, purchasedAt = 0 }]) => Math.max(lastAt, purchasedAt) >= from)
  const orders = state.orders?.filter(({ at }) => at >= from)
  if (items.length === 0 && !orders?.length && !state.isProgram) return undefined
  return { ...state, items: new Map(items), orders: orders?.length ? orders : undefined }
}

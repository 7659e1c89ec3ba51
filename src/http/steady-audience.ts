import type { AudienceStore, OfferFigures } from '../audience/store.ts'

type Figures = Pick<AudienceStore, 'offerFigures' | 'buyerFigures' | 'revision'>

interface Taken {
  readonly at: number
  readonly revision: number
  figures?: Promise<Map<string, OfferFigures>>
  buyers?: Promise<Map<string, number>>
}

/**
 * The same figures for a while: counting them walks over all who were active for a week, and on a busy shop they change
 * with every event. A feed that follows a change of the catalog is not held up by that.
 */
export function steadyAudience(audience: Figures, { now, ageMaxMs }: { now: () => number; ageMaxMs: number }): Figures {
  const taken = new Map<string, Taken>()

  async function current(shopId: string): Promise<Taken> {
    const known = taken.get(shopId)
    if (known && now() - known.at < ageMaxMs) return known
    const fresh: Taken = { at: now(), revision: await audience.revision(shopId) }
    taken.set(shopId, fresh)
    return fresh
  }

  return {
    revision: async (shopId) => (await current(shopId)).revision,
    async offerFigures(shopId, options) {
      const state = await current(shopId)
      state.figures ??= forgetting(shopId, audience.offerFigures(shopId, options))
      return state.figures
    },
    async buyerFigures(shopId, range) {
      const state = await current(shopId)
      state.buyers ??= forgetting(shopId, audience.buyerFigures(shopId, range))
      return state.buyers
    },
  }

  /** A fault is not kept. */
  function forgetting<T>(shopId: string, figures: Promise<T>): Promise<T> {
    return figures.catch((error: unknown) => {
      taken.delete(shopId)
      throw error
    })
  }
}

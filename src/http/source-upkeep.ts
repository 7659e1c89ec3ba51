import { refreshSource, type SourceDeps } from '../catalog/refresh-source.ts'
import type { Shop } from '../catalog/shop.ts'
import { messageOf } from '../shared/errors.ts'
import type { Deps } from './deps.ts'

/** One round of fetching the sources that are due or asked for, one after another. Never throws. */
export function createSourceUpkeep(deps: SourceDeps & Pick<Deps, 'shops' | 'log' | 'metrics'>): () => Promise<void> {
  const refreshDue = async (shop: Shop): Promise<void> => {
    for (const source of await deps.sources.listSources(shop.shopId)) {
      const { nextAt } = await deps.sources.sourceState(source.shopId, source.sourceId)
      if (nextAt === undefined || nextAt > deps.now()) continue
      const { runId, status, reason, counts } = await refreshSource(shop, source, deps)
      deps.metrics.count('catalog_import_total', { result: status })
      deps.log.info('source fetched', {
        shop: shop.shopId,
        source: source.sourceId,
        run: runId,
        status,
        reason,
        ...counts,
      })
    }
  }

  return async () => {
    try {
      for (const shop of await deps.shops.listShops())
        await refreshDue(shop).catch((error: unknown) =>
          deps.log.error('fetching sources failed', { shop: shop.shopId, error: messageOf(error) }),
        )
    } catch (error) {
      deps.log.error('fetching sources failed', { error: messageOf(error) })
    }
  }
}

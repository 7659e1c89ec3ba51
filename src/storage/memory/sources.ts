import type { Source, SourceRun, SourceState, SourceStore } from '../../catalog/source.ts'
import { compareText } from '../../shared/text-order.ts'

interface Kept {
  source: Source
  state: SourceState
  readonly runs: Map<string, SourceRun>
}

export function memorySources(): SourceStore {
  const kept = new Map<string, Kept>()
  const of = (shopId: string, sourceId: string): Kept | undefined => kept.get(`${shopId}/${sourceId}`)
  return {
    async saveSource(source) {
      const known = of(source.shopId, source.sourceId)
      if (known) known.source = source
      else kept.set(`${source.shopId}/${source.sourceId}`, { source, state: { failures: 0 }, runs: new Map() })
    },
    async findSource(shopId, sourceId) {
      return of(shopId, sourceId)?.source
    },
    async listSources(shopId) {
      return [...kept.values()]
        .map(({ source }) => source)
        .filter((source) => source.shopId === shopId)
        .sort((a, b) => a.createdAt - b.createdAt || compareText(a.sourceId, b.sourceId))
    },
    async removeSource(shopId, sourceId) {
      return kept.delete(`${shopId}/${sourceId}`)
    },
    async sourceState(shopId, sourceId) {
      return of(shopId, sourceId)?.state ?? { failures: 0 }
    },
    async saveSourceState(shopId, sourceId, state) {
      const known = of(shopId, sourceId)
      if (known) known.state = state
    },
    async saveRun(run) {
      of(run.shopId, run.sourceId)?.runs.set(run.runId, run)
    },
    async listRuns(shopId, sourceId, limit) {
      return [...(of(shopId, sourceId)?.runs.values() ?? [])]
        .sort((a, b) => b.startedAt - a.startedAt || compareText(b.runId, a.runId))
        .slice(0, limit)
    },
  }
}

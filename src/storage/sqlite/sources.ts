import type { Source, SourceRun, SourceState, SourceStore } from '../../catalog/source.ts'
import type { Connection } from './database.ts'

export function sqliteSources({ prepare, transaction }: Connection): SourceStore {
  return {
    async saveSource(source) {
      const { shopId, sourceId, createdAt } = source
      prepare(SAVE).run({ shopId, sourceId, createdAt, json: JSON.stringify(source) })
    },
    async findSource(shopId, sourceId) {
      const row = prepare('select json from sources where shop_id = ? and source_id = ?').get(shopId, sourceId)
      return row ? parse<Source>(row) : undefined
    },
    async listSources(shopId) {
      const rows = prepare('select json from sources where shop_id = ? order by created_at, source_id').all(shopId)
      return rows.map((row) => parse<Source>(row))
    },
    async removeSource(shopId, sourceId) {
      return transaction(() => {
        prepare('delete from source_runs where shop_id = ? and source_id = ?').run(shopId, sourceId)
        const { changes } = prepare('delete from sources where shop_id = ? and source_id = ?').run(shopId, sourceId)
        return Number(changes) > 0
      })
    },
    async sourceState(shopId, sourceId) {
      const row = prepare(
        'select state as json from sources where shop_id = ? and source_id = ? and state is not null',
      ).get(shopId, sourceId)
      return row ? parse<SourceState>(row) : { failures: 0 }
    },
    async saveSourceState(shopId, sourceId, state) {
      prepare('update sources set state = ? where shop_id = ? and source_id = ?').run(
        JSON.stringify(state),
        shopId,
        sourceId,
      )
    },
    async saveRun(run) {
      const { shopId, sourceId, runId, startedAt } = run
      prepare(SAVE_RUN).run({ shopId, sourceId, runId, startedAt, json: JSON.stringify(run) })
    },
    async listRuns(shopId, sourceId, limit) {
      return prepare(RUNS)
        .all(shopId, sourceId, limit)
        .map((row) => parse<SourceRun>(row))
    },
  }
}

const parse = <T>(row: unknown): T => JSON.parse((row as { json: string }).json) as T

const SAVE = `
  insert into sources (shop_id, source_id, created_at, json) values (@shopId, @sourceId, @createdAt, @json)
  on conflict do update set json = excluded.json`

/** A run of a source that has been removed meanwhile is not kept. */
const SAVE_RUN = `
  insert into source_runs (shop_id, source_id, run_id, started_at, json)
  select shop_id, source_id, @runId, @startedAt, @json from sources where shop_id = @shopId and source_id = @sourceId
  on conflict do update set started_at = excluded.started_at, json = excluded.json`

const RUNS = `
  select json from source_runs where shop_id = ? and source_id = ? order by started_at desc, run_id desc limit ?`

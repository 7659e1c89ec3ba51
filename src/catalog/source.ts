import type { ImportReport } from './store.ts'

/** Where a shop's catalog, or a part of it, is fetched from. */
export interface Source {
  readonly shopId: string
  readonly sourceId: string
  readonly url: string
  /** Five fields of cron, in UTC; undefined: fetched when somebody asks. */
  readonly schedule?: string
  /** A reader's id; `auto` by default. */
  readonly format?: string
  /** Kept in the database only: never listed, never logged. */
  readonly auth?: SourceAuth
  readonly createdAt: number
}

export type SourceAuth =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'header'; readonly name: string; readonly value: string }

/** What is known of a source beside its settings; changes with every run. */
export interface SourceState {
  /** Undefined: not before somebody asks. */
  readonly nextAt?: number
  /** The run that somebody asked for. */
  readonly askedRunId?: string
  /** That run publishes although much of the catalog would go. */
  readonly accept?: boolean
  /** Runs in a row that brought nothing. */
  readonly failures: number
  /** Of the last answer that was imported. */
  readonly etag?: string
  readonly lastModified?: string
  readonly importedAt?: number
}

/** One fetch of a source and what became of it. */
export interface SourceRun {
  readonly shopId: string
  readonly sourceId: string
  readonly runId: string
  /** When it was asked for or fell due. */
  readonly startedAt: number
  readonly endedAt?: number
  readonly status: 'waiting' | 'running' | ImportReport['status']
  readonly reason?: string
  /** In the import history; none where the file had not changed or could not be fetched. */
  readonly importId?: string
  readonly counts?: Pick<ImportReport, 'records' | 'added' | 'changed' | 'unchanged' | 'removed' | 'rejected'>
}

export interface SourceStore {
  saveSource(source: Source): Promise<void>
  findSource(shopId: string, sourceId: string): Promise<Source | undefined>
  /** Oldest first. */
  listSources(shopId: string): Promise<Source[]>
  /** Forgets its state and runs too; false when there is none. */
  removeSource(shopId: string, sourceId: string): Promise<boolean>
  /** Of a source without any, no failures and nothing due. */
  sourceState(shopId: string, sourceId: string): Promise<SourceState>
  saveSourceState(shopId: string, sourceId: string, state: SourceState): Promise<void>
  saveRun(run: SourceRun): Promise<void>
  /** Newest first. */
  listRuns(shopId: string, sourceId: string, limit: number): Promise<SourceRun[]>
}

import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { MINUTE_MS } from '../shared/time.ts'
import { importCatalog } from './ingest.ts'
import type { OpenedResource, StreamingFetcher } from './photo.ts'
import type { Shop } from './shop.ts'
import type { Source, SourceRun, SourceState, SourceStore } from './source.ts'
import { backOffMs, nextRunAt, retryAfterMs } from './source-schedule.ts'
import type { CatalogStore, ImportReport } from './store.ts'

export interface SourceDeps {
  readonly sources: SourceStore
  readonly catalog: CatalogStore
  readonly fetcher: StreamingFetcher
  readonly digest: Digest
  readonly now: () => number
  readonly newId: () => string
}

const SOURCE_BYTES_MAX = 2 * 1024 ** 3
const SOURCE_TIMEOUT_MS = 15 * MINUTE_MS

/** Notes that a source is to be fetched as soon as the service gets to it; a run that waits already is that run. */
export async function askForRun(
  { shopId, sourceId }: Source,
  { accept = false }: { accept?: boolean },
  deps: Pick<SourceDeps, 'sources' | 'now' | 'newId'>,
): Promise<SourceRun> {
  const state = await deps.sources.sourceState(shopId, sourceId)
  const [last] = await deps.sources.listRuns(shopId, sourceId, 1)
  const waiting = last?.status === 'waiting' && last.runId === state.askedRunId ? last : undefined
  const run: SourceRun = waiting ?? {
    shopId,
    sourceId,
    runId: deps.newId(),
    startedAt: deps.now(),
    status: 'waiting',
  }
  if (!waiting) await deps.sources.saveRun(run)
  await deps.sources.saveSourceState(shopId, sourceId, {
    ...state,
    nextAt: deps.now(),
    askedRunId: run.runId,
    accept: accept || (waiting !== undefined && state.accept === true),
  })
  return run
}

/** Fetches a source and imports what came. What goes wrong is in the run; only faults of a store are thrown. */
export async function refreshSource(shop: Shop, source: Source, deps: SourceDeps): Promise<SourceRun> {
  const { shopId, sourceId } = source
  const state = await deps.sources.sourceState(shopId, sourceId)
  const begun: SourceRun = {
    shopId,
    sourceId,
    runId: state.askedRunId ?? deps.newId(),
    startedAt: deps.now(),
    status: 'running',
  }
  await deps.sources.saveRun(begun)
  // A process that dies meanwhile leaves the run to the next one.
  await deps.sources.saveSourceState(shopId, sourceId, { ...state, askedRunId: begun.runId })
  const outcome = await fetchAndImport(shop, source, state, deps)
  const run: SourceRun = { ...begun, ...outcome.run, endedAt: deps.now() }
  await deps.sources.saveRun(run)
  const failures = run.status === 'failed' ? state.failures + 1 : 0
  const regular = nextRunAt(source, deps.now(), deps.digest)
  const next = regular !== undefined && failures > 0 ? deps.now() + backOffMs(failures, outcome.retryAfterMs) : regular
  // Somebody may have asked again meanwhile.
  const { nextAt, askedRunId, accept } = await deps.sources.sourceState(shopId, sourceId)
  const asked = askedRunId !== begun.runId ? { nextAt, askedRunId, accept } : undefined
  await deps.sources.saveSourceState(shopId, sourceId, {
    failures,
    nextAt: next,
    ...(outcome.validators ?? { etag: state.etag, lastModified: state.lastModified, importedAt: state.importedAt }),
    ...asked,
  })
  return run
}

interface Outcome {
  readonly run: Pick<SourceRun, 'status' | 'reason' | 'importId' | 'counts'>
  readonly validators?: Pick<SourceState, 'etag' | 'lastModified' | 'importedAt'>
  readonly retryAfterMs?: number
}

async function fetchAndImport(shop: Shop, source: Source, state: SourceState, deps: SourceDeps): Promise<Outcome> {
  let answer: OpenedResource
  try {
    answer = await deps.fetcher.open(source.url, {
      maxBytes: SOURCE_BYTES_MAX,
      timeoutMs: SOURCE_TIMEOUT_MS,
      kind: 'catalog',
      headers: { ...authHeaders(source), ...(await conditions(source, state, deps)) },
    })
  } catch (error) {
    if (error instanceof AppError) return { run: { status: 'failed', reason: error.message } }
    throw error
  }
  const { status, headers } = answer
  if (status !== 200) {
    await closed(answer)
    if (status === 304) return { run: { status: 'unchanged', reason: 'the source says that it has not changed' } }
    return {
      run: { status: 'failed', reason: refusal(status, source) },
      retryAfterMs: retryAfterMs(headers['retry-after'], deps.now()),
    }
  }
  const report = await importCatalog(
    { name: source.url.replace(/[?#].*$/s, ''), contentType: headers['content-type'], body: answer.body },
    { shop, sourceId: source.sourceId, format: source.format, accept: state.accept },
    deps,
  )
  const stands = report.status === 'published' || report.status === 'unchanged'
  return {
    run: { status: report.status, reason: report.reason, importId: report.importId, counts: countsOf(report) },
    ...(stands
      ? { validators: { etag: headers.etag, lastModified: headers['last-modified'], importedAt: deps.now() } }
      : {}),
  }
}

/** Asked only while nothing else has touched the shop's offers, or what was put by hand would stay against the file. */
async function conditions(
  { shopId }: Source,
  { etag, lastModified, importedAt }: SourceState,
  { catalog }: SourceDeps,
): Promise<Record<string, string>> {
  if (importedAt === undefined) return {}
  const { changedAt = 0 } = await catalog.status(shopId)
  if (changedAt > importedAt) return {}
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  }
}

function authHeaders({ auth }: Source): Record<string, string> {
  if (!auth) return {}
  if (auth.type === 'header') return { [auth.name.toLowerCase()]: auth.value }
  const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}

function refusal(status: number, { auth }: Source): string {
  if (status === 401 || status === 403)
    return `the source answered ${status}: ${auth ? 'it refuses what was given as auth' : 'it asks for a key or a password; give "auth"'}`
  return `the source answered with status ${status}; expected 200`
}

const countsOf = ({ records, added, changed, unchanged, removed, rejected }: ImportReport): SourceRun['counts'] => ({
  records,
  added,
  changed,
  unchanged,
  removed,
  rejected,
})

async function closed({ body }: OpenedResource): Promise<void> {
  for await (const _part of body) break
}

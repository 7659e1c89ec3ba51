import { newSource } from '../../catalog/new-source.ts'
import { refreshSource } from '../../catalog/refresh-source.ts'
import type { Source, SourceAuth, SourceRun } from '../../catalog/source.ts'
import { AppError } from '../../shared/errors.ts'
import { formatInstant } from '../../shared/time.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { CommandContext, OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { shopForWriting } from '../target-shop.ts'

interface AddOptions {
  readonly schedule?: string
  readonly format?: string
  readonly user?: string
  readonly passwordFile?: string
  readonly header?: string
  readonly headerFile?: string
}

const RUNS_SHOWN = 20

export const registerSources: Register = (program, context, run) => {
  const sources = program.command('sources').description('the addresses that a shop’s catalog is fetched from')

  sources
    .command('add')
    .argument('<url>', 'a catalog in any format that "import" reads')
    .description('fetch a catalog from an address; a running service begins within seconds')
    .option('--schedule <cron>', 'five fields of cron, in UTC; without it the source is fetched when asked')
    .option('--format <name>', 'format of the file, told from the content by default')
    .option('--user <name>', 'user name for HTTP Basic')
    .option('--password-file <path>', 'a file that holds the password')
    .option('--header <name>', 'name of a header that holds a key')
    .option('--header-file <path>', 'a file that holds the value of that header')
    .addHelpText(
      'after',
      `
Each run replaces the offers of its own source; those of other sources and of "import" stay.
User names, passwords and keys are kept in the data folder and never shown.

Examples:
  secondglance sources add https://shop.example/google.xml --schedule "0 */6 * * *"
  secondglance sources add https://shop.example/feed.csv --user feed --password-file password.txt`,
    )
    .action((url: string, options: AddOptions, command) => {
      const call = readCall(command, context)
      const auth = authOf(options, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId } = await shopForWriting(call.shopId, deps)
          const { schedule, format } = options
          const known = await deps.sources.listSources(shopId)
          const source = newSource({ url, schedule, format, auth }, { shopId, sources: known.length }, deps)
          await deps.sources.saveSource(source)
          await deps.sources.saveSourceState(shopId, source.sourceId, { failures: 0, nextAt: deps.now() })
          await call.report(sourceJson(source), () => `Added source ${source.sourceId} to shop "${shopId}".`)
          return EXIT.done
        }),
      )
    })

  sources
    .command('list')
    .description('list the sources of a shop and when they are fetched next')
    .action((_options: object, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId } = await shopForWriting(call.shopId, deps)
          const listed = await Promise.all(
            (await deps.sources.listSources(shopId)).map(async (source) => {
              const { nextAt, failures } = await deps.sources.sourceState(shopId, source.sourceId)
              return { ...sourceJson(source), nextAt: nextAt && formatInstant(nextAt), failures }
            }),
          )
          await call.report({ sources: listed }, () =>
            listed.length === 0
              ? `Shop "${shopId}" has no sources; add one with "secondglance sources add <url>".`
              : listed
                  .map(
                    ({ id, url, schedule, nextAt }) =>
                      `${id}  ${url}  ${schedule ?? '-'}  next ${nextAt ?? 'when asked'}`,
                  )
                  .join('\n'),
          )
          return EXIT.done
        }),
      )
    })

  sources
    .command('refresh')
    .argument('<id>', 'as "sources list" shows it')
    .description('fetch a source now and wait for what becomes of it')
    .option('--accept', 'publish although much of the catalog would go')
    .action((id: string, { accept }: { accept?: boolean }, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => refreshNow(call, deps, id, accept ?? false)))
    })

  sources
    .command('runs')
    .argument('<id>', 'as "sources list" shows it')
    .description('list what became of each fetch, newest first')
    .action((id: string, _options: object, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId, sourceId } = await sourceOf(call, deps, id)
          const runs = await deps.sources.listRuns(shopId, sourceId, RUNS_SHOWN)
          await call.report({ runs: runs.map(runJson) }, () => runs.map(describe).join('\n') || 'No run yet.')
          return EXIT.done
        }),
      )
    })

  sources
    .command('remove')
    .argument('<id>', 'as "sources list" shows it')
    .description('forget a source, and take its offers out of the catalog')
    .action((id: string, _options: object, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId, sourceId } = await sourceOf(call, deps, id)
          await deps.sources.removeSource(shopId, sourceId)
          const emptied = await deps.catalog.startImport(shopId, deps.now(), sourceId)
          const { removed } = await emptied.counts()
          await emptied.publish()
          await call.report({ id: sourceId, removed }, () => `Removed source ${sourceId} with its ${removed} offers.`)
          return EXIT.done
        }),
      )
    })
}

async function refreshNow(call: Call, deps: OpenDeps, id: string, accept: boolean): Promise<number> {
  const source = await sourceOf(call, deps, id)
  const shop = await shopForWriting(call.shopId, deps)
  const state = await deps.sources.sourceState(source.shopId, source.sourceId)
  await deps.sources.saveSourceState(source.shopId, source.sourceId, { ...state, accept })
  const run = await refreshSource(shop, source, deps)
  await call.report(runJson(run), () => describe(run))
  return run.status === 'failed' || run.status === 'held' ? EXIT.fault : EXIT.done
}

async function sourceOf(call: Call, deps: OpenDeps, id: string): Promise<Source> {
  const { shopId } = await shopForWriting(call.shopId, deps)
  const source = await deps.sources.findSource(shopId, id)
  if (!source)
    throw new AppError('not-found', `shop "${shopId}" has no source "${id}": "secondglance sources list" shows them`)
  return source
}

function authOf(
  { user, passwordFile, header, headerFile }: AddOptions,
  { readSecret }: CommandContext,
): SourceAuth | undefined {
  if ((user === undefined) !== (passwordFile === undefined) || (header === undefined) !== (headerFile === undefined))
    throw new CallFault('give --user with --password-file, or --header with --header-file')
  if (user !== undefined && header !== undefined) throw new CallFault('give either --user or --header, not both')
  const read = (path: string): string => {
    try {
      return readSecret(path).trim()
    } catch (error) {
      throw new CallFault(`cannot read "${path}"`, { cause: error })
    }
  }
  if (user !== undefined && passwordFile !== undefined)
    return { type: 'basic', username: user, password: read(passwordFile) }
  if (header !== undefined && headerFile !== undefined) return { type: 'header', name: header, value: read(headerFile) }
  return undefined
}

const sourceJson = ({ sourceId, shopId, url, schedule, format, auth, createdAt }: Source) => ({
  id: sourceId,
  shop: shopId,
  url,
  schedule,
  format,
  auth: auth?.type,
  createdAt: formatInstant(createdAt),
})

const runJson = ({ runId, sourceId, status, reason, startedAt, endedAt, importId, counts }: SourceRun) => ({
  id: runId,
  source: sourceId,
  status,
  reason,
  startedAt: formatInstant(startedAt),
  endedAt: endedAt && formatInstant(endedAt),
  importId,
  ...counts,
})

function describe({ startedAt, status, reason, counts }: SourceRun): string {
  const what = counts
    ? `added ${counts.added}, changed ${counts.changed}, unchanged ${counts.unchanged}, removed ${counts.removed}, rejected ${counts.rejected}`
    : ''
  return [formatInstant(startedAt), status, what, reason ?? ''].filter((part) => part !== '').join('  ')
}

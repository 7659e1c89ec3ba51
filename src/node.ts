import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import Database from 'better-sqlite3'
import { applyEvent } from './audience/abandonment.ts'
import type { PhotoFault, PhotoNormalizer } from './catalog/photo.ts'
import { DEFAULT_SHOP_ID, embeddedShop } from './catalog/shop.ts'
import type { CommandContext, Finding, OpenDeps, ServeOptions } from './cli/context.ts'
import { runCommand } from './cli/main.ts'
import type { Config } from './config.ts'
import type { CreativeRenderer } from './creative/ports.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { createApp } from './http/app.ts'
import { ensureAdminKey } from './http/auth.ts'
import { createMatchUpkeep } from './http/match-upkeep.ts'
import { photoPath } from './http/photo-address.ts'
import { createSourceUpkeep } from './http/source-upkeep.ts'
import { createUpkeep } from './http/upkeep.ts'
import { nodeFault } from './platform/node/check-node.ts'
import { dataFolder, makeDataFolder, secretIn } from './platform/node/data-folder.ts'
import { nodeDigest } from './platform/node/digest.ts'
import { directoryBlobs } from './platform/node/directory-blobs.ts'
import {
  examineAll,
  lookAtClock,
  lookAtDecoders,
  lookAtDisk,
  lookAtFolder,
  lookAtSecret,
} from './platform/node/examine.ts'
import { nodeFetcher } from './platform/node/fetcher.ts'
import { openInput, writeOutput } from './platform/node/files.ts'
import { readFonts } from './platform/node/fonts.ts'
import { drain, freePort, listen, SERVER_OPTIONS } from './platform/node/http-server.ts'
import { newId, newSecret } from './platform/node/ids.ts'
import { inProcessRenderer } from './platform/node/in-process-renderer.ts'
import { packageRoot } from './platform/node/package-root.ts'
import { pause } from './platform/node/pause.ts'
import { readPixel } from './platform/node/pixel-script.ts'
import { type RenderPool, renderPool } from './platform/node/render-pool.ts'
import { repeat } from './platform/node/repeat.ts'
import { holdServeLock } from './platform/node/serve-lock.ts'
import { nextSignal } from './platform/node/signals.ts'
import { standardSink } from './platform/node/standard-sink.ts'
import { jsonLog, promMetrics } from './platform/node/telemetry.ts'
import { zlibCompressor } from './platform/node/zlib-compressor.ts'
import { messageOf } from './shared/errors.ts'
import type { Log } from './shared/telemetry.ts'
import { MINUTE_MS, SECOND_MS } from './shared/time.ts'
import { sqliteStores } from './storage/sqlite.ts'

/** Between two looks at what feeds and photos need. */
const UPKEEP_REST_MS = 2 * SECOND_MS
/** Between two looks for what is too old to be kept. */
const RETENTION_REST_MS = 10 * MINUTE_MS
/** Requests under way at the end get this long. */
const DRAIN_MS = 10 * SECOND_MS
/** A round of upkeep under way at the end gets this long. */
const LOOPS_GRACE_MS = 3 * SECOND_MS
/** A writer beside the service waits this long for its turn. */
const BUSY_TIMEOUT_MS = 10 * SECOND_MS

const root = packageRoot(import.meta.url)

/** The command line on this process: resolves with the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const stderr = standardSink(process.stderr)
  process.on('unhandledRejection', (reason) => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
    process.stderr.write(`secondglance: unhandled rejection: ${text}\n`)
    process.exit(1)
  })
  return runCommand(argv, nodeContext({ env: process.env, stdout: standardSink(process.stdout), stderr }))
}

/** What the command line stands on, on Node.js. */
export const nodeContext = (own: Pick<CommandContext, 'env' | 'stdout' | 'stderr'>): CommandContext => ({
  ...own,
  version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
  readSecret: (path) => readFileSync(path, 'utf8'),
  openDeps: (config) => openDeps(config, commandPictures(), logTo(own.stderr, config)),
  serve: (config, options) => serve(config, options, logTo(own.stderr, config)),
  examine,
  openInput,
  writeOutput,
})

const logTo = (stderr: CommandContext['stderr'], { log }: Config): Log =>
  jsonLog({ write: (text) => stderr.write(text) }, { level: log, now: Date.now })

/** Where pictures are decoded and drawn. */
interface Pictures extends CreativeRenderer, PhotoNormalizer {
  isReady(): boolean
  close(): Promise<void>
}

/** A command draws its one picture here; what strangers sent is decoded in a process that may die. Both start on first use. */
function commandPictures(): Pictures {
  let renderer: CreativeRenderer | undefined
  let pool: RenderPool | undefined
  return {
    render(job) {
      renderer ??= inProcessRenderer()
      return renderer.render(job)
    },
    normalize(bytes) {
      pool ??= renderPool({ processes: 1 })
      return pool.normalize(bytes)
    },
    isReady: () => true,
    close: async () => pool?.close(),
  }
}

function servicePictures(log: Log): Pictures {
  const pool = renderPool({ onCrash: (reason) => log.error('a render process ended', { reason }) })
  let isWarm = false
  pool.ready().then(
    () => {
      isWarm = true
    },
    (error: unknown) => log.error('render processes cannot be started', { error: messageOf(error) }),
  )
  return { ...pool, isReady: () => isWarm && pool.pids().length > 0 }
}

/** Opens the data folder, made and migrated where needed. */
async function openDeps(config: Config, pictures: Pictures, log: Log): Promise<OpenDeps> {
  const folder = dataFolder(config.dataDir)
  await makeDataFolder(folder)
  const stores = await sqliteStores(new Database(folder.database, { timeout: BUSY_TIMEOUT_MS }), {
    apply: applyEvent,
    digest: nodeDigest,
    openReader: () => new Database(folder.database, { readonly: true, timeout: BUSY_TIMEOUT_MS }),
  })
  const migrated = await stores.migrate()
  const blobs = await directoryBlobs(folder.blobs)
  const metrics = promMetrics()
  const fetcher = nodeFetcher({ allowHosts: config.allowHosts, metrics })
  const signingKeys =
    config.signingKeys.length > 0 ? config.signingKeys : [await secretIn(folder.signingKey, newSecret)]
  return {
    ...stores,
    blobs,
    fetcher,
    normalizer: pictures,
    renderer: pictures,
    digest: nodeDigest,
    compressor: zlibCompressor,
    pause,
    signingKeys,
    publicUrl: config.publicUrl,
    readPixel,
    readFace: (file) => readFile(join(root, 'fonts', file)),
    log,
    metrics,
    now: Date.now,
    newId,
    newSecret,
    connInfo: getConnInfo,
    checks: async () => ({
      database: await answers(() => stores.shops.listShops()),
      blobs: await answers(() => blobs.has('ready')),
      renderer: pictures.isReady(),
    }),
    migrated,
    async close() {
      await pictures.close()
      await fetcher.close()
      await stores.close()
    },
  }
}

const answers = (ask: () => Promise<unknown>): Promise<boolean> =>
  ask().then(
    () => true,
    () => false,
  )

/** Runs the service until a signal ends it. */
async function serve(given: Config, { demo, onReady }: ServeOptions, log: Log): Promise<number> {
  const folder = dataFolder(given.dataDir)
  await makeDataFolder(folder)
  const lock = holdServeLock((path) => new Database(path), folder, process.pid)
  try {
    const config = await withPort(given)
    const signal = nextSignal()
    const deps = await openDeps(config, servicePictures(log), log)
    try {
      await serveOpen(config, deps, { demo, onReady }, signal)
    } finally {
      await deps.close()
    }
    return 0
  } finally {
    lock.release()
  }
}

/** Port 0 asks for any: it must be known before addresses are made. */
async function withPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config
  const port = await freePort(config.host)
  return { ...config, port, publicUrl: config.publicUrl.replace(/^(http:\/\/localhost):0$/, `$1:${port}`) }
}

async function serveOpen(
  config: Config,
  deps: OpenDeps,
  { demo, onReady }: ServeOptions,
  signal: Promise<string>,
): Promise<void> {
  if (config.allowHosts.length > 0)
    deps.log.warn('private hosts may be fetched from', { allowHosts: config.allowHosts.join(',') })
  await deps.shops.createShop(embeddedShop(deps.now()))
  const adminKey = await ensureAdminKey(config.adminKey, deps)
  const server = createAdaptorServer({ fetch: createApp(deps).fetch, serverOptions: SERVER_OPTIONS }) as Server
  await listen(server, config.port, config.host)
  deps.log.info('listening', { host: config.host, port: config.port, publicUrl: config.publicUrl })

  let isEnding = false
  // A fetch that the end of the service breaks off is no fault of the photo, to be left alone for hours.
  const saveFault = async (fault: PhotoFault) => (isEnding ? undefined : deps.photos.saveFault(fault))
  const upkeep = createUpkeep({ ...deps, photos: { ...deps.photos, saveFault } })
  const shopId = demo ? await openDemo(deps) : DEFAULT_SHOP_ID
  await upkeep.feeds()
  const loops = [
    repeat(upkeep.feeds, UPKEEP_REST_MS),
    repeat(upkeep.photos, UPKEEP_REST_MS),
    repeat(upkeep.retention, RETENTION_REST_MS),
    repeat(createMatchUpkeep(deps), UPKEEP_REST_MS),
    repeat(createSourceUpkeep(deps), UPKEEP_REST_MS),
  ]
  try {
    await onReady({ deps, shopId, adminKey })
    deps.log.info('ending', { signal: await signal })
  } finally {
    isEnding = true
    await drain(server, DRAIN_MS)
    // A round that waits for a slow host is not waited for: closing the fetcher ends it.
    await Promise.race([
      Promise.all(loops.map((loop) => loop.stop())),
      sleep(LOOPS_GRACE_MS, undefined, { ref: false }),
    ])
  }
}

/** The shop whose addresses are shown: one's own as soon as it has offers, else the demo. */
async function openDemo(deps: OpenDeps): Promise<string> {
  try {
    const { shopId } = await seedDemo({
      ...deps,
      readPicture: (file) => readFile(join(root, 'src/demo/pictures', file)),
      photoAddress: (shop, photo, contentType) => deps.publicUrl + photoPath(shop, photo, contentType),
    })
    const { offers } = await deps.catalog.status(DEFAULT_SHOP_ID)
    return offers > 0 ? DEFAULT_SHOP_ID : shopId
  } catch (error) {
    // Real shops are served although the demo is not.
    deps.log.error('the demo shop could not be opened', { error: messageOf(error) })
    return DEFAULT_SHOP_ID
  }
}

/** Everything that `doctor` looks at, each with what to do where it is a fault. */
function examine(config: Config): Promise<readonly Finding[]> {
  const folder = dataFolder(config.dataDir)
  return examineAll([
    {
      name: 'Node.js',
      remedy: 'start through npm in the clone, or install Node.js 24',
      async look() {
        const fault = nodeFault(process.versions.node, process.execPath)
        if (fault) throw new Error(`${process.versions.node} is too old`)
        return process.versions.node
      },
    },
    {
      name: 'data folder',
      remedy: `give this user the right to write there, or name another folder with --data`,
      async look() {
        await makeDataFolder(folder)
        return lookAtFolder(folder.path)
      },
    },
    {
      name: 'database',
      remedy: 'put back a copy of the folder, or move it away and import again',
      look: async () => lookAtDatabase(folder.database),
    },
    {
      name: 'signing key',
      remedy: `chmod 600 ${folder.signingKey}; or delete it, and a new one is made (addresses of ad images change)`,
      async look() {
        if (config.signingKeys.length > 0) return 'from the environment'
        await secretIn(folder.signingKey, newSecret)
        return lookAtSecret(folder.signingKey)
      },
    },
    {
      name: 'fonts',
      remedy: 'the installation is not whole: install it again',
      look: async () => `${readFonts().length} faces`,
    },
    { name: 'picture decoders', remedy: 'install again with "npm ci"', look: lookAtDecoders },
    {
      name: 'renderer',
      remedy: 'build with "npm run build"; if that does not help, install again with "npm ci"',
      async look() {
        const startedAt = Date.now()
        const pool = renderPool({ processes: 1 })
        try {
          await pool.ready()
        } finally {
          await pool.close()
        }
        return `drew its first pictures within ${((Date.now() - startedAt) / SECOND_MS).toFixed(1)} s`
      },
    },
    { name: 'disk', remedy: 'free some space, or move the data folder', look: () => lookAtDisk(folder.path) },
    { name: 'clock', remedy: 'set the clock of this machine', look: () => lookAtClock(Date.now()) },
  ])
}

/** What the file says of itself, and whether its pages fit together. */
function lookAtDatabase(path: string): string {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    database.pragma('journal_mode = WAL')
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
    const mode = database.pragma('journal_mode', { simple: true })
    const check = database.pragma('quick_check(1)', { simple: true })
    if (mode !== 'wal') throw new Error(`its journal is "${mode}" and cannot be a write-ahead log on this file system`)
    if (check !== 'ok') throw new Error(`${path} is damaged: ${check}`)
    return `SQLite ${version}, write-ahead log, whole`
  } finally {
    database.close()
  }
}

import { AppError } from './shared/errors.ts'

/** What an operator sets. Flags of the command line win over the environment. */
export interface Config {
  /** Folder of the database and blobs. */
  readonly dataDir: string
  readonly port: number
  readonly host: string
  /** Prefix of every address handed out, without a slash at the end; never taken from a request. */
  readonly publicUrl: string
  /** Undefined: made on first start. */
  readonly adminKey?: string
  /** The first signs, all verify. Empty: made on first start. */
  readonly signingKeys: readonly string[]
  /** `host` or `host:port` that may be fetched although private. */
  readonly allowHosts: readonly string[]
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export type ConfigFlags = Partial<Pick<Config, 'dataDir' | 'port' | 'host'>>

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

/**
 * Reads `SECONDGLANCE_*`; a name with `_FILE` behind it reads the value from that file.
 * All faults are told at once.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  options: { flags?: ConfigFlags; readSecret: (path: string) => string },
): Config {
  const faults: string[] = []
  const flags = options.flags ?? {}

  const value = (name: string): string | undefined => {
    const file = env[`SECONDGLANCE_${name}_FILE`]
    if (file) {
      try {
        return options.readSecret(file).trim()
      } catch (error) {
        faults.push(
          `SECONDGLANCE_${name}_FILE: cannot read "${file}" (${error instanceof Error ? error.message : error})`,
        )
        return undefined
      }
    }
    return env[`SECONDGLANCE_${name}`] || undefined
  }

  const portText = flags.port === undefined ? (value('PORT') ?? '8787') : String(flags.port)
  const port = Number(portText)
  if (!/^\d{1,5}$/.test(portText) || port > 65_535)
    faults.push(`SECONDGLANCE_PORT: "${portText}" is no port; write a number from 0 to 65535, such as 8787`)

  const publicUrl = (value('PUBLIC_URL') ?? `http://localhost:${port}`).replace(/\/+$/, '')
  if (!/^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?$/.test(publicUrl) || !URL.canParse(publicUrl))
    faults.push(`SECONDGLANCE_PUBLIC_URL: "${publicUrl}" is no address; write "https://ads.shop.example"`)

  const adminKey = value('ADMIN_KEY')
  if (adminKey !== undefined && adminKey.length < 24)
    faults.push('SECONDGLANCE_ADMIN_KEY: shorter than 24 characters; write a long random text')

  const signingKeys = listOf(value('SIGNING_KEYS'))
  if (signingKeys.some((key) => key.length < 32))
    faults.push(
      'SECONDGLANCE_SIGNING_KEYS: a key has fewer than 32 characters; write long random texts, comma separated',
    )

  const allowHosts = listOf(value('ALLOW_HOSTS'))
  for (const host of allowHosts)
    if (!/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.test(host))
      faults.push(`SECONDGLANCE_ALLOW_HOSTS: "${host}" is no host; write "10.0.0.5:8080,shop.internal"`)

  const log = value('LOG') ?? 'info'
  if (!LEVELS.includes(log as Config['log']))
    faults.push(`SECONDGLANCE_LOG: "${log}" is no level; write one of ${LEVELS.join(', ')}`)

  for (const later of ['DATABASE_URL', 'BLOB_URL'])
    if (value(later) !== undefined)
      faults.push(`SECONDGLANCE_${later}: not supported by this version; unset it to use the data folder`)

  if (faults.length > 0) throw new AppError('invalid', 'the configuration has faults', { details: faults })
  return {
    dataDir: flags.dataDir ?? value('DATA') ?? './data',
    port,
    host: flags.host ?? value('HOST') ?? '127.0.0.1',
    publicUrl,
    adminKey,
    signingKeys,
    allowHosts,
    log: log as Config['log'],
  }
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

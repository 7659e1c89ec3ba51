import { createKey, isLive } from '../../http/auth.ts'
import { type ApiKey, ROLES, type Role } from '../../http/keys.ts'
import { AppError } from '../../shared/errors.ts'
import { formatInstant } from '../../shared/time.ts'
import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { EXIT } from '../faults.ts'
import { durationOption, oneOfOption } from '../options.ts'
import { shopForWriting } from '../target-shop.ts'
import { table } from '../text.ts'

interface CreateOptions {
  readonly role: Role
  readonly name?: string
  readonly expires?: number
}

export const registerKeys: Register = (program, context, run) => {
  const keys = program.command('keys').description('keys of the API and of feeds')

  keys
    .command('create')
    .description('make a key; it is shown this once')
    .requiredOption('--role <role>', `what it may do: ${ROLES.join(', ')}`, oneOfOption(...ROLES))
    .option('--name <text>', 'what it is for')
    .option('--expires <duration>', 'how long it works (default: until it is revoked)', durationOption)
    .addHelpText(
      'after',
      `
With --shop it serves that shop only, else every shop. A "write" key can only send events and may stand in a page.

Examples:
  secondglance keys create --role write --shop my-shop --name "snippet of the shop"
  secondglance keys create --role feed --shop my-shop --expires 365d`,
    )
    .action((options: CreateOptions, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const shop = call.shopGiven ? (await shopForWriting(call.shopId, deps)).shopId : undefined
          const expiresAt = options.expires === undefined ? undefined : deps.now() + options.expires
          const { role, name } = options
          const { key, record } = await createKey({ role, name, shopId: shop, expiresAt }, deps)
          await call.report({ id: record.keyId, role, shop: shop ?? null, key }, () =>
            [
              `Key ${record.keyId}, role "${role}", for ${shop === undefined ? 'every shop' : `shop "${shop}"`}:`,
              `  ${key}`,
              'It is shown this once: keep it where only its user can read it.',
            ].join('\n'),
          )
          return EXIT.done
        }),
      )
    })

  keys
    .command('list')
    .description('every key, without its secret')
    .addHelpText('after', '\nExamples:\n  secondglance keys list')
    .action((_options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const rows = (await deps.keys.listKeys())
            .filter((key) => !call.shopGiven || key.shopId === call.shopId)
            .map((key) => keyJson(key, deps.now()))
          await call.report({ keys: rows }, () =>
            rows.length === 0
              ? 'There is no key yet: the first start of the service makes one, or "secondglance keys create".'
              : table(
                  ['id', 'role', 'shop', 'name', 'created', 'state'],
                  rows.map(({ id, role, shop, name, createdAt, state }) => [
                    id,
                    role,
                    shop ?? 'every shop',
                    name ?? '',
                    createdAt,
                    state,
                  ]),
                ),
          )
          return EXIT.done
        }),
      )
    })

  keys
    .command('revoke')
    .argument('<id>', 'as "keys list" shows it')
    .description('end a key at once')
    .addHelpText('after', '\nExamples:\n  secondglance keys revoke 4kq9w2m7x1zt8r3b')
    .action((id: string, _options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async ({ keys, now }) => {
          const at = now()
          if (!(await keys.revokeKey(id, at)))
            throw new AppError('not-found', `there is no key "${id}": "secondglance keys list" shows their ids`)
          await call.report({ id, revokedAt: formatInstant(at) }, () => `Key ${id} is revoked.`)
          return EXIT.done
        }),
      )
    })
}

const keyJson = (key: ApiKey, now: number) => ({
  id: key.keyId,
  role: key.role,
  shop: key.shopId ?? null,
  name: key.name,
  createdAt: formatInstant(key.createdAt),
  expiresAt: key.expiresAt === undefined ? undefined : formatInstant(key.expiresAt),
  revokedAt: key.revokedAt === undefined ? undefined : formatInstant(key.revokedAt),
  state: stateOf(key, now),
})

function stateOf(key: ApiKey, now: number): string {
  if (isLive(key, now)) return 'live'
  return key.revokedAt === undefined ? 'expired' : 'revoked'
}

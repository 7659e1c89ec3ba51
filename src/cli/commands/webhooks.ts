import { WEBHOOK_SOURCES, type WebhookSource } from '../../http/webhooks.ts'
import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { CallFault, EXIT } from '../faults.ts'
import { shopForWriting } from '../target-shop.ts'

interface SetOptions {
  readonly secret?: string
  readonly secretFile?: string
}

export const registerWebhooks: Register = (program, context, run) => {
  const webhooks = program.command('webhooks').description('deliveries of shop systems')

  webhooks
    .command('set')
    .argument('<source>', `whose deliveries: ${WEBHOOK_SOURCES.join(' or ')}`)
    .description('set the secret with which deliveries to the shop are verified; the one before works for an hour more')
    .option('--secret <text>', 'as the shop system shows it')
    .option('--secret-file <path>', 'a file that holds it, so that it stands in no history of a shell')
    .addHelpText(
      'after',
      `
The secret is kept in the data folder and never shown. Without one, deliveries are refused.
Shopify: under Settings, Notifications, Webhooks, "signed with"; of an app, its client secret.
WooCommerce: under Settings, Advanced, Webhooks, the field "Secret".
The address to enter there is <public URL>/webhooks/<shop>/<source>.

Examples:
  secondglance webhooks set shopify --shop my-shop --secret-file shopify-secret.txt
  secondglance webhooks set woocommerce --secret "…"`,
    )
    .action((text: string, options: SetOptions, command) => {
      const call = readCall(command, context)
      const source = sourceOf(text)
      const secret = secretOf(options, context.readSecret)
      return run(
        withDeps(call, async (deps) => {
          const { shopId } = await shopForWriting(call.shopId, deps)
          const kept = source === 'woocommerce' ? withoutEntities(secret) : secret
          await deps.webhooks.setSecret({ shopId, source, secret: kept, setAt: deps.now() })
          const address = `${deps.publicUrl}/webhooks/${shopId}/${source}`
          await call.report({ shop: shopId, source, address }, () =>
            [`Deliveries of ${source} to shop "${shopId}" are verified with it from now on.`, `  ${address}`].join(
              '\n',
            ),
          )
          return EXIT.done
        }),
      )
    })
}

function sourceOf(text: string): WebhookSource {
  const found = WEBHOOK_SOURCES.find((source) => source === text)
  if (found) return found
  throw new CallFault(`"${text}" sends no webhooks that are known here: write ${WEBHOOK_SOURCES.join(' or ')}`)
}

const SECRET_CHARS_MAX = 500

function secretOf({ secret, secretFile }: SetOptions, readSecret: (path: string) => string): string {
  if ((secret === undefined) === (secretFile === undefined))
    throw new CallFault('give the secret with either --secret or --secret-file')
  const text = (secret ?? readGiven(secretFile as string, readSecret)).trim()
  if (text === '' || text.length > SECRET_CHARS_MAX)
    throw new CallFault(`the secret has ${text.length} characters: 1 to ${SECRET_CHARS_MAX} are expected`)
  return text
}

function readGiven(path: string, readSecret: (path: string) => string): string {
  try {
    return readSecret(path)
  } catch (error) {
    throw new CallFault(`cannot read the secret from "${path}"`, { cause: error })
  }
}

/** WooCommerce signs with the secret after undoing these, which its form may have put in. */
const withoutEntities = (secret: string): string =>
  secret
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#0?39;/g, "'")
    .replaceAll('&amp;', '&')

import { rulesFor } from '../../catalog/rules/apply-rules.ts'
import { previewRules, type RulesPreview } from '../../catalog/rules/preview-rules.ts'
import { type Rule, rulesSchema } from '../../catalog/rules/rule.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { CallFault, EXIT } from '../faults.ts'
import { shopForReading, shopForWriting } from '../target-shop.ts'

const PREVIEW = { offersMax: 1_000_000, shownMax: 20 }
const FILE_BYTES_MAX = 4 * 1024 * 1024

export const registerRules: Register = (program, context, run) => {
  const rules = program.command('rules').description('what is done to offers on their way into the catalog')

  rules
    .command('list')
    .description('print the rules of a shop as JSON, as "set" takes them')
    .action((_options: object, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { settings } = await shopForWriting(call.shopId, deps)
          const listed = { rules: settings.rules ?? [] }
          await call.report(listed, () => JSON.stringify(listed.rules, undefined, 2))
          return EXIT.done
        }),
      )
    })

  rules
    .command('preview')
    .argument('<file>', 'rules as JSON')
    .description('say what rules would do to the catalog as it is, and change nothing')
    .action((file: string, _options: object, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const shop = await shopForReading(call.shopId, deps)
          const made = await previewRules(shop, await readRules(call, file), PREVIEW, deps)
          await call.report(made, () => describe(made))
          return EXIT.done
        }),
      )
    })

  rules
    .command('set')
    .argument('<file>', 'rules as JSON')
    .description('replace the rules of a shop; they take effect with the next import')
    .addHelpText(
      'after',
      `
A file holds a list of rules, each with conditions that must all hold, and what is done then:
  [{ "name": "sale titles", "when": [{ "attribute": "salePrice", "is": "given" }],
     "actions": [{ "do": "append", "attribute": "title", "text": " (sale)" }] }]

Conditions: equal, not-equal, containing, not-containing (value); matching (pattern); above, below (value); empty, given.
Actions: set (value), template (template, Liquid), replace (find, with, regex), map (from, table), case (to),
  append (text), split (from, at, part), exclude. "sourceId" keeps a rule to one source.

Examples:
  secondglance rules preview rules.json
  secondglance rules set rules.json`,
    )
    .action((file: string, _options: object, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const shop = await shopForWriting(call.shopId, deps)
          const made = await readRules(call, file)
          rulesFor(made, shop)
          await deps.shops.saveShop({ ...shop, settings: { ...shop.settings, rules: made } })
          await call.report({ rules: made.length }, () => `Shop "${shop.shopId}" has ${made.length} rules now.`)
          return EXIT.done
        }),
      )
    })
}

async function readRules(call: Call, file: string): Promise<Rule[]> {
  const { body, bytes = 0 } = await call.context.openInput(file)
  if (bytes > FILE_BYTES_MAX) throw new CallFault(`"${file}" is larger than ${FILE_BYTES_MAX} bytes`)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CallFault(
      `"${file}" holds no JSON; write a list such as [{ "name": "…", "actions": [{ "do": "exclude" }] }]`,
      {
        cause: error,
      },
    )
  }
  const parsed = rulesSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new CallFault(`"${file}" holds no rules`, {
    details: parsed.error.issues.slice(0, 20).map(({ path, message }) => `${path.join('.')}: ${message}`),
  })
}

function describe({ offers, changed, excluded, rejected, changes, exclusions, rejections }: RulesPreview): string {
  return [
    `Of ${offers} offers ${changed} would change, ${excluded} be left out, ${rejected} be rejected. Nothing was changed.`,
    ...changes.map(
      ({ offerId, attribute, before, after }) =>
        `  ${offerId}: ${attribute} from ${JSON.stringify(before) ?? 'nothing'} to ${JSON.stringify(after) ?? 'nothing'}`,
    ),
    ...exclusions.map(({ offerId, rule }) => `  ${offerId}: left out by "${rule}"`),
    ...rejections.map(({ message }) => `  ${message}`),
  ].join('\n')
}

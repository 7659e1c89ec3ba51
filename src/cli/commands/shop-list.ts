import { type Parsed, parseLabelRules, parsePromotions } from '../../catalog/feed-settings.ts'
import type { Shop, ShopSettings } from '../../catalog/shop.ts'
import { LABEL_RULES } from '../../feeds/labels.ts'
import { AppError } from '../../shared/errors.ts'
import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { EXIT } from '../faults.ts'
import { readJson } from '../read-json.ts'
import { shopForWriting } from '../target-shop.ts'

/** A list in the settings of a shop that is shown, and set from a file, as a whole. */
interface ShopList {
  readonly name: 'labels' | 'promotions'
  readonly description: string
  readonly help: string
  parse(json: unknown, shop: Shop): Parsed<NonNullable<ShopSettings['labels' | 'promotions']>>
  shown(settings: ShopSettings): readonly object[]
}

const LISTS: readonly ShopList[] = [
  {
    name: 'labels',
    description: 'labels that offers earn in feeds, by who left and who bought them',
    help: `
The file is a JSON array, in the order in which labels take free slots of custom_label_0 to 4. Visitors who left an
offer are counted over seven days, visitors who bought it over thirty. An empty array makes no labels at all.

Examples:
  secondglance labels set labels.json
  with [{"label": "hot", "stages": ["carted", "checkout"], "visitorsMin": 3, "within": "36h"},
        {"label": "best_seller", "buyersMin": 20}] in it`,
    parse: parseLabelRules,
    shown: ({ labels }) => labels ?? LABEL_RULES,
  },
  {
    name: 'promotions',
    description: 'promotions that the shop runs, for the google-promotions feed',
    help: `
The file is a JSON array. Offers name promotions in promotionIds.

Examples:
  secondglance promotions set promotions.json
  with [{"promotionId": "WINTER-26", "title": "A fifth off all lamps", "productApplicability": "specific_products",
         "offerType": "no_code", "effective": "2026-12-01/2026-12-24", "redemptionChannels": ["online"],
         "couponValueType": "percent_off", "percentOff": 20}] in it`,
    parse: (json, { settings: { currency, shopUrl } }) => parsePromotions(json, { currency, shopUrl }),
    shown: ({ promotions }) => promotions ?? [],
  },
]

export const registerShopLists: Register = (program, context, run) => {
  for (const { name, description, help, parse, shown } of LISTS) {
    const list = program.command(name).description(description)

    list
      .command('list')
      .description('what is set, as JSON')
      .addHelpText('after', `\nExamples:\n  secondglance ${name} list`)
      .action((_options, command) => {
        const call = readCall(command, context)
        return run(
          withDeps(call, async (deps) => {
            const shop = await shopForWriting(call.shopId, deps)
            await call.report({ [name]: shown(shop.settings) }, () => JSON.stringify(shown(shop.settings), null, 2))
            return EXIT.done
          }),
        )
      })

    list
      .command('set')
      .argument('<file>', 'JSON')
      .description('put the list of a file in the place of what is set')
      .addHelpText('after', help)
      .action((file: string, _options, command) => {
        const call = readCall(command, context)
        return run(
          withDeps(call, async (deps) => {
            const shop = await shopForWriting(call.shopId, deps)
            const parsed = parse(await readJson(file, context), shop)
            if (!parsed.ok) throw new AppError('invalid', `these ${name} cannot be set`, { details: parsed.faults })
            await deps.shops.saveShop({ ...shop, settings: { ...shop.settings, [name]: parsed.value } })
            await call.report({ [name]: parsed.value.length }, () => `${parsed.value.length} ${name} are set.`)
            return EXIT.done
          }),
        )
      })
  }
}

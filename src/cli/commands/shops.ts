import { DEFAULT_SETTINGS, isShopId, type Shop } from '../../catalog/shop.ts'
import { AppError } from '../../shared/errors.ts'
import { formatInstant } from '../../shared/time.ts'
import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { CallFault, EXIT } from '../faults.ts'
import { currencyOption, shopUrlOption } from '../options.ts'
import { table } from '../text.ts'

interface CreateOptions {
  readonly name?: string
  readonly currency?: string
  readonly shopUrl?: string
  readonly locale?: string
}

export const registerShops: Register = (program, context, run) => {
  const shops = program.command('shops').description('the shops of this installation')

  shops
    .command('list')
    .description('every shop with the size of its catalog')
    .addHelpText('after', '\nExamples:\n  secondglance shops list')
    .action((_options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async ({ shops, catalog }) => {
          const rows: ShopRow[] = []
          for (const shop of await shops.listShops()) {
            const { offers, itemGroups } = await catalog.status(shop.shopId)
            rows.push({
              id: shop.shopId,
              name: shop.name,
              offers,
              itemGroups,
              createdAt: formatInstant(shop.createdAt),
            })
          }
          await call.report({ shops: rows }, () =>
            rows.length === 0
              ? 'There is no shop yet: make one with "secondglance shops create my-shop", or import a catalog.'
              : table(
                  ['shop', 'name', 'offers', 'item groups', 'created'],
                  rows.map((row) => [row.id, row.name, String(row.offers), String(row.itemGroups), row.createdAt]),
                  new Set([2, 3]),
                ),
          )
          return EXIT.done
        }),
      )
    })

  shops
    .command('create')
    .argument('<id>', 'lower-case letters, digits and hyphens, at most 40')
    .description('make a shop')
    .option('--name <name>', 'as people read it (default: the id)')
    .option('--currency <code>', 'of prices that a source gives without one', currencyOption)
    .option('--shop-url <url>', 'prefix of links that a source gives as paths', shopUrlOption)
    .option('--locale <tag>', 'language of the ad images (default: "en")', localeOption)
    .addHelpText('after', '\nExamples:\n  secondglance shops create nordlicht --name "Nordlicht Optik" --currency EUR')
    .action((id: string, options: CreateOptions, command) => {
      const call = readCall(command, context)
      if (!isShopId(id))
        throw new CallFault(
          `"${id}" cannot be a shop's id: write lower-case letters, digits and hyphens, at most 40, such as "my-shop"`,
        )
      return run(
        withDeps(call, async ({ shops, now }) => {
          if (!(await shops.createShop(shopOf(id, options, now()))))
            throw new AppError('conflict', `there is a shop "${id}" already: choose another id`)
          await call.report(
            { id },
            () => `Shop "${id}" is made. Fill it with "secondglance import <file> --shop ${id}".`,
          )
          return EXIT.done
        }),
      )
    })
}

interface ShopRow {
  readonly id: string
  readonly name: string
  readonly offers: number
  readonly itemGroups: number
  readonly createdAt: string
}

const shopOf = (shopId: string, { name, currency, shopUrl, locale }: CreateOptions, now: number): Shop => ({
  shopId,
  name: name?.trim() || shopId,
  createdAt: now,
  settings: { ...DEFAULT_SETTINGS, currency, shopUrl, locale: locale ?? DEFAULT_SETTINGS.locale },
})

function localeOption(text: string): string {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? text
  } catch {
    throw new CallFault(`"${text}" is no language: write a BCP 47 tag such as "en" or "de-AT"`)
  }
}

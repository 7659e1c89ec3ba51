import { STAGES, type Stage } from '../../audience/visitor-item.ts'
import type { Offer } from '../../catalog/offer.ts'
import { ensurePhoto } from '../../catalog/photos.ts'
import type { Shop } from '../../catalog/shop.ts'
import { type CreativeRequest, creativeAddress, type OfferAndPhoto, renderCreative } from '../../creative/creative.ts'
import { AppError } from '../../shared/errors.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { oneOfOption } from '../options.ts'
import { shopForReading } from '../target-shop.ts'
import { sizeText } from '../text.ts'

interface RenderOptions {
  readonly template: string
  readonly style?: string
  readonly placement: string
  readonly offer: string
  readonly with?: readonly string[]
  readonly locale?: string
  readonly stage?: Stage
  readonly message?: string
  readonly format?: 'jpeg' | 'png'
  readonly out: string
}

export const registerRender: Register = (program, context, run) => {
  program
    .command('render')
    .description('write one ad image')
    .option('--template <name>', 'the template', 'reminder')
    .option('--style <name>', 'a style of the template (default: its first)')
    .requiredOption('--placement <id>', 'size and safe area, such as meta-feed-1x1')
    .requiredOption('--offer <id>', 'the offer it shows')
    .option('--with <ids>', 'further offers in it, comma separated: a cart, a collection', (value) => value.split(','))
    .option('--locale <tag>', "language of its words (default: the shop's)")
    .option('--stage <name>', STAGES.join(', '), oneOfOption(...STAGES))
    .option('--message <text>', 'headline instead of the one made from stage and product')
    .option(
      '--format <name>',
      'jpeg or png (default: png where the file ends in .png, else jpeg)',
      oneOfOption('jpeg', 'png'),
    )
    .requiredOption('--out <file>', 'where to write it')
    .addHelpText(
      'after',
      `
Examples:
  secondglance render --shop demo --placement meta-feed-1x1 --offer havn-tortoise --out ad.jpg
  secondglance render --template cart --placement meta-feed-4x5 --offer SKU-42 --with SKU-7,SKU-9 --out cart.jpg
  secondglance render --template reminder --placement meta-story-9x16 --offer SKU-42 --message "Still on your mind?" --out ad.png`,
    )
    .action((options: RenderOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => writeCreative(call, deps, options)))
    })
}

async function writeCreative(call: Call, deps: OpenDeps, options: RenderOptions): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const offer = await deps.catalog.getOffer(shop.shopId, options.offer)
  if (!offer)
    throw new AppError(
      'not-found',
      `shop "${shop.shopId}" has no offer "${options.offer}": ${await someOffers(shop, deps)}`,
    )
  const photo = await photoOf(call, deps, shop, offer)
  const request: CreativeRequest = {
    shopId: shop.shopId,
    template: options.template,
    style: options.style,
    placement: options.placement,
    offerId: offer.offerId,
    withOfferIds: options.with,
    locale: options.locale,
    stage: options.stage,
    message: options.message,
    format: options.format ?? (/\.png$/i.test(options.out) ? 'png' : 'jpeg'),
  }
  const { bytes, width, height } = await renderCreative(shop, request, deps)
  const written = await call.context.writeOutput(options.out, once(bytes))
  const others = await othersOf(deps, shop, options.with ?? [])
  const address = creativeAddress(shop, offer, photo, request, deps, others)
  const { template, style, placement, offerId, format } = request
  await call.report(
    { template, style, placement, offerId, width, height, format, bytes: written, address },
    () =>
      `${width} × ${height} ${format}, ${sizeText(written)}, written to ${options.out}\nA running service has it at ${address}`,
  )
  return EXIT.done
}

/** An ad image without its picture would be a surprise; it is still made, and the fault is told. */
async function photoOf(call: Call, deps: OpenDeps, shop: Shop, offer: Offer) {
  if (!offer.imageLink) return undefined
  const photo = await ensurePhoto(shop.shopId, offer.imageLink, deps)
  if ('hash' in photo) return photo
  await call.context.stderr.write(`note: the picture of "${offer.offerId}" cannot be had (${photo.reason})\n`)
  return undefined
}

/** The further offers with their photos, which rendering has fetched by now. */
async function othersOf(deps: OpenDeps, shop: Shop, ids: readonly string[]): Promise<OfferAndPhoto[]> {
  const found = await Promise.all(ids.map((offerId) => deps.catalog.getOffer(shop.shopId, offerId)))
  return Promise.all(
    found
      .filter((offer) => offer !== undefined)
      .map(async (offer) => ({
        offer,
        photo: offer.imageLink === undefined ? undefined : await deps.photos.find(shop.shopId, offer.imageLink),
      })),
  )
}

async function someOffers(shop: Shop, deps: OpenDeps): Promise<string> {
  const { offers } = await deps.catalog.listOffers(shop.shopId, { limit: 3 })
  return `there are for instance ${offers.map(({ offerId }) => `"${offerId}"`).join(', ')}`
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

import type { Shop } from '../../catalog/shop.ts'
import { allPlacements, placement } from '../../channels/registry.ts'
import { renderCreative } from '../../creative/creative.ts'
import { firstFormat, isComposable } from '../../creative/placement.ts'
import { templates } from '../../creative/templates/index.ts'
import { AppError } from '../../shared/errors.ts'
import { escapeXml } from '../../shared/xml.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { startProgress } from '../progress.ts'
import { shopForReading } from '../target-shop.ts'
import { sizeText } from '../text.ts'

interface SheetOptions {
  readonly offer?: readonly string[]
  readonly template?: readonly string[]
  readonly style?: readonly string[]
  readonly placement: readonly string[]
  readonly locale?: readonly string[]
  readonly out: string
}

const USUAL_PLACEMENTS = [
  'meta-feed-1x1',
  'meta-feed-4x5',
  'meta-story-9x16',
  'meta-link-191x1',
  'gdn-300x250',
  'gdn-728x90',
  'gdn-160x600',
  'gdn-320x50',
]

const listed = (value: string, before: readonly string[] = []): string[] => [...before, ...value.split(',')]

export const registerSheet: Register = (program, context, run) => {
  program
    .command('sheet')
    .description('write one page that shows every template, style and placement beside each other')
    .option('--offer <ids>', 'offers to show, comma separated (default: the first one)', (value, before?: string[]) =>
      listed(value, before),
    )
    .option('--template <names>', 'only these (default: all)', (value, before?: string[]) => listed(value, before))
    .option('--style <names>', 'only these (default: all)', (value, before?: string[]) => listed(value, before))
    .option('--placement <ids>', 'comma separated, or "all"', (value) => listed(value), USUAL_PLACEMENTS)
    .option('--locale <tags>', "languages of the words (default: the shop's)", (value, before?: string[]) =>
      listed(value, before),
    )
    .requiredOption('--out <file>', 'the HTML page; its pictures are inside it')
    .addHelpText(
      'after',
      `
Examples:
  secondglance sheet --shop demo --out sheet.html
  secondglance sheet --offer SKU-1,SKU-2 --template reminder --placement all --locale en,ar,ja --out sheet.html`,
    )
    .action((options: SheetOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => writeSheet(call, deps, options)))
    })
}

interface Shot {
  readonly offerId: string
  readonly template: string
  readonly style: string
  readonly placement: string
  readonly locale?: string
}

async function writeSheet(call: Call, deps: OpenDeps, options: SheetOptions): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const shots = shotsOf(options, options.offer ?? (await firstOffer(shop, deps)))
  const progress = startProgress('rendering', call.context.stderr, deps.now)
  let done = 0
  const page = pageOf(shop, shots, async (shot) => {
    progress.update(done++, shots.length)
    const shown = placement(shot.placement)
    return renderCreative(shop, { ...shot, shopId: shop.shopId, format: shown ? firstFormat(shown) : 'jpeg' }, deps)
  })
  const bytes = await call.context.writeOutput(options.out, page)
  progress.end()
  await call.report(
    { creatives: shots.length, bytes, out: options.out },
    () => `${shots.length} ad images, ${sizeText(bytes)}, written to ${options.out}`,
  )
  return EXIT.done
}

/** Row by row as they are shown: an offer in one template and style at every placement. */
function shotsOf(options: SheetOptions, offerIds: readonly string[]): Shot[] {
  const chosen = (all: readonly string[], wanted: readonly string[] | undefined, what: string): readonly string[] => {
    const unknown = wanted?.find((id) => !all.includes(id))
    if (unknown !== undefined)
      throw new AppError('unsupported', `${what} "${unknown}" is not known; there are ${all.join(', ')}`)
    return wanted ?? all
  }
  const ids = templates.map(({ id }) => id)
  const placements = placementsOf(options.placement)
  const shots: Shot[] = []
  for (const offerId of offerIds)
    for (const id of chosen(ids, options.template, 'template')) {
      const { styles } = templates.find((template) => template.id === id)!
      for (const style of chosen(styles, options.style, 'style'))
        for (const locale of options.locale ?? [undefined])
          for (const shown of placements) shots.push({ offerId, template: id, style, placement: shown, locale })
    }
  return shots
}

/** With "all" one of each size and safe area: others would be the same picture again. */
function placementsOf(ids: readonly string[]): readonly string[] {
  if (!ids.includes('all')) return ids
  const shown = allPlacements().filter((each) => each.overlayAllowed && isComposable(each))
  return [...new Map(shown.map((each) => [JSON.stringify([each.width, each.height, each.safe]), each.id])).values()]
}

async function firstOffer(shop: Shop, deps: OpenDeps): Promise<readonly string[]> {
  const { offers } = await deps.catalog.listOffers(shop.shopId, { limit: 1 })
  if (offers.length === 0)
    throw new AppError('not-found', `shop "${shop.shopId}" has no offers to show; import its catalog first`)
  return offers.map(({ offerId }) => offerId)
}

const STYLE = `
body { margin: 0; padding: 32px; background: #8b8b89; color: #fff; font: 14px/1.4 system-ui, sans-serif }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 24px }
h2 { font-size: 14px; font-weight: 600; margin: 32px 0 12px }
.row { display: flex; flex-wrap: wrap; gap: 20px; align-items: flex-start }
figure { margin: 0 }
img { display: block; max-width: 375px; height: auto }
figcaption { margin-top: 6px; font-size: 12px; opacity: .8 }`

async function* pageOf(
  shop: Shop,
  shots: readonly Shot[],
  render: (shot: Shot) => Promise<{ bytes: Uint8Array; width: number; height: number }>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const title = escapeXml(`${shop.name}: every ad image`)
  yield encoder.encode(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style><h1>${title}</h1>`,
  )
  let row = ''
  for (const shot of shots) {
    const { offerId, template, style, locale } = shot
    const heading = [offerId, template, style, locale].filter((part) => part !== undefined).join(', ')
    if (heading !== row) {
      yield encoder.encode(`${row === '' ? '' : '</div>'}<h2>${escapeXml(heading)}</h2><div class="row">`)
      row = heading
    }
    const { bytes, width, height } = await render(shot)
    const caption = escapeXml(`${placement(shot.placement)?.name ?? shot.placement}, ${width} × ${height}`)
    yield encoder.encode(
      `<figure><img src="data:image/jpeg;base64,${base64(bytes)}" width="${width}" height="${height}" alt=""><figcaption>${caption}</figcaption></figure>`,
    )
  }
  yield encoder.encode('</div></html>')
}

/** In parts, since a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(binary)
}

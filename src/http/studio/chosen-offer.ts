import { STAGES, type Stage } from '../../audience/visitor-item.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { Photo } from '../../catalog/photo.ts'
import type { Shop } from '../../catalog/shop.ts'
import { channels, placements } from '../../channels/registry.ts'
import { type CreativeRequest, creativeAddress } from '../../creative/creative.ts'
import { wordsFor } from '../../creative/creative-words.ts'
import { checkMessage } from '../../creative/message.ts'
import { firstFormat, isComposable } from '../../creative/placement.ts'
import { templates } from '../../creative/templates/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { ChosenOffer, CreativeLink, Moment, PlacementFacts, StudioQuery } from '../../studio/model.ts'
import { previewPlacements } from '../../studio/preview-placements.ts'
import type { Deps } from '../deps.ts'
import type { Popularity } from './listing.ts'
import { offerRows, photosOf } from './offer-rows.ts'

const PREVIEWED = previewPlacements(
  channels.map((channel) => ({ channel, placements: placements(channel.id) })),
  isComposable,
)

/** The offer in the preview: the one asked for, else the first listed; at every moment and placement. */
export async function chosenOffer(
  shop: Shop,
  query: StudioQuery,
  firstListed: string | undefined,
  popularity: Popularity,
  deps: Deps,
): Promise<ChosenOffer | undefined> {
  const offer = await findOffer(shop, [query.offer, firstListed, popularity.ranked[0]], deps)
  const template = templates.find(({ id }) => id === query.template) ?? templates[0]
  if (!offer || !template) return undefined
  const [[row], photos] = await Promise.all([
    offerRows(shop, [offer], popularity.leftBy, deps),
    photosOf(shop, [offer], deps),
  ])
  if (!row) return undefined
  const style = template.styles.find((known) => known === query.style) ?? template.styles[0]
  const photo = offer.imageLink === undefined ? undefined : photos.get(offer.imageLink)
  const picture = { template: template.id, style, photo }
  const own = ownMessage(query.message)
  const moments = STAGES.map((stage) => momentOf(shop, offer, { id: stage, stage }, picture, deps))
  if (own !== undefined) moments.unshift(momentOf(shop, offer, { id: 'own', message: own }, picture, deps))
  return {
    ...row,
    brand: offer.brand,
    link: offer.link,
    moments,
    shown: own === undefined ? (query.stage ?? 'viewed') : 'own',
    placements: PREVIEWED,
    templates: templates.map(({ id }) => id),
    template: template.id,
    styles: template.styles,
    style,
  }
}

async function findOffer(shop: Shop, ids: readonly (string | undefined)[], deps: Deps): Promise<Offer | undefined> {
  for (const offerId of ids) {
    const offer = offerId === undefined ? undefined : await deps.catalog.getOffer(shop.shopId, offerId)
    if (offer) return offer
  }
  const { offers } = await deps.catalog.listOffers(shop.shopId, { limit: 1 })
  return offers[0]
}

/** A view shows what it can: a sentence that cannot be set is as if it had not been written. */
function ownMessage(message: string | undefined): string | undefined {
  if (message === undefined) return undefined
  try {
    return checkMessage(message)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

function momentOf(
  shop: Shop,
  offer: Offer,
  { id, stage, message }: { id: Moment['id']; stage?: Stage; message?: string },
  picture: { template: string; style?: string; photo?: Photo },
  deps: Deps,
): Moment {
  const { template, style, photo } = picture
  const { headline } = wordsFor(shop, offer, { template, moment: stage, message, now: deps.now() })
  const linkTo = (placement: PlacementFacts): CreativeLink => {
    const request: CreativeRequest = {
      shopId: shop.shopId,
      template,
      style,
      placement: placement.id,
      offerId: offer.offerId,
      stage,
      message,
      format: firstFormat(placement),
    }
    const address = creativeAddress(shop, offer, photo, request, deps)
    return { src: address.slice(deps.publicUrl.length), address }
  }
  return { id, sentence: headline, creatives: new Map(PREVIEWED.map((placement) => [placement.id, linkTo(placement)])) }
}

/** @jsxImportSource hono/jsx */
import { studioHref } from '../address.ts'
import { arrange, type FrameKind } from '../frame.ts'
import type { ChosenOffer, PlacementFacts, StudioModel, StudioShop } from '../model.ts'
import { MOMENT_WORDS, sayAvailability, saySeveral } from '../words.ts'
import { CopyField } from './copy-field.tsx'
import { Bare, LinkCard, PortraitPost, SquarePost, Story } from './frames.tsx'
import { Price } from './price.tsx'
import { Verdicts } from './verdicts.tsx'

const FRAMES = {
  'square-post': SquarePost,
  'portrait-post': PortraitPost,
  story: Story,
  'link-card': LinkCard,
  bare: Bare,
} satisfies Record<FrameKind, unknown>

type Props = Pick<StudioModel, 'shop' | 'query' | 'viewer'> & { readonly offer: ChosenOffer }

/** The chosen offer as shoppers would meet it, in every placement, at the moment they left it. */
export const Preview = ({ offer, shop, query, viewer }: Props) => {
  const { main, others } = arrange(offer.placements)
  const place = (kind: FrameKind) => {
    const placement = main.get(kind)
    return placement && <Placed kind={kind} placement={placement} offer={offer} shop={shop} />
  }
  return (
    <section class="preview" aria-labelledby="preview-title" id="preview" tabindex={-1}>
      <header class="preview-head">
        <h2 id="preview-title">{offer.title}</h2>
        <p class="preview-facts">
          <Price price={offer.price} was={offer.was} />
          <span>{sayAvailability(offer.availability)}</span>
          {offer.leftBy > 0 && <span>Left behind by {saySeveral(offer.leftBy, 'visitor')}</span>}
          {/^https?:\/\//.test(offer.link) && (
            <a href={offer.link} rel="noopener noreferrer" target="_blank">
              Product page
            </a>
          )}
        </p>
      </header>
      <Controls offer={offer} query={query} />
      {offer.thumbnail === undefined && (
        <p class="remark no-photo">
          Its photo is not here yet. Photos are fetched in the background, a few at a time; come back in a minute. If it
          stays away, check that the image link opens in a browser.
        </p>
      )}
      <div class="set">
        <div class="stage-set">
          <div class="tall">
            {place('portrait-post')}
            {place('story')}
          </div>
          <div class="wide">
            {place('square-post')}
            {place('link-card')}
          </div>
        </div>
        <div class="beside">
          {viewer.mayCompose && <OwnWords offer={offer} query={query} />}
          <Verdicts verdicts={offer.verdicts} />
          <PictureAddress offer={offer} placement={main.get('square-post') ?? offer.placements[0]} />
        </div>
      </div>
      {others.length > 0 && (
        <details class="others">
          <summary>{saySeveral(others.length, 'more size')}</summary>
          <div class="others-set">
            {others.map((placement) => (
              <Placed kind="bare" placement={placement} offer={offer} shop={shop} withChannel />
            ))}
          </div>
        </details>
      )}
    </section>
  )
}

const Controls = ({ offer, query }: Pick<Props, 'offer' | 'query'>) => {
  const shown = offer.moments.find(({ id }) => id === offer.shown)
  return (
    <div class="controls">
      <nav class="moments" aria-label="When the shopper left">
        {offer.moments.map(({ id, sentence }) => (
          <a
            href={
              id === 'own'
                ? studioHref(query, { offer: offer.offerId }, 'preview')
                : studioHref(query, { offer: offer.offerId, stage: id, message: undefined }, 'preview')
            }
            aria-current={id === offer.shown ? 'true' : undefined}
            data-moment={id}
            data-says={sentence}
          >
            {MOMENT_WORDS[id]}
          </a>
        ))}
      </nav>
      {offer.templates.length > 1 && (
        <nav class="moments" aria-label="Template">
          {offer.templates.map((template) => (
            <a
              href={studioHref(query, { offer: offer.offerId, template }, 'preview')}
              aria-current={template === offer.template ? 'true' : undefined}
            >
              {template}
            </a>
          ))}
        </nav>
      )}
      {offer.styles.length > 1 && (
        <nav class="moments" aria-label="Style">
          {offer.styles.map((style) => (
            <a
              href={studioHref(query, { offer: offer.offerId, style }, 'preview')}
              aria-current={style === offer.style ? 'true' : undefined}
            >
              {style}
            </a>
          ))}
        </nav>
      )}
      <p class="sentence" aria-live="polite" data-sentence>
        {shown?.sentence}
      </p>
      <label class="toggle">
        <input type="checkbox" id="safe-zones" />
        Safe zones
      </label>
    </div>
  )
}

const OwnWords = ({ offer, query }: Pick<Props, 'offer' | 'query'>) => (
  <form class="own-words" method="get" action="/#preview">
    {(['shop', 'show', 'q', 'page', 'stage', 'template', 'style'] as const).map(
      (name) => query[name] !== undefined && <input type="hidden" name={name} value={query[name]} />,
    )}
    <input type="hidden" name="offer" value={offer.offerId} />
    <label for="message">Try your own words</label>
    <span class="copy-row">
      <input
        id="message"
        type="text"
        name="message"
        value={query.message}
        placeholder={offer.moments[0]?.sentence}
        maxlength={80}
        autocomplete="off"
      />
      <button type="submit">Show</button>
    </span>
  </form>
)

type PlacedProps = {
  readonly kind: FrameKind
  readonly placement: PlacementFacts
  readonly offer: ChosenOffer
  readonly shop: StudioShop
  readonly withChannel?: boolean
}

const Placed = ({ kind, placement, offer, shop, withChannel }: PlacedProps) => {
  const Frame = FRAMES[kind]
  return (
    <figure class={`placed ${kind}`}>
      <Frame offer={offer} placement={placement} shop={shop} />
      <figcaption>
        <span>
          {placement.name}
          {withChannel && <small>{placement.channelName}</small>}
        </span>
        <span class="size">
          {placement.width} × {placement.height}
        </span>
      </figcaption>
    </figure>
  )
}

const PictureAddress = ({ offer, placement }: { offer: ChosenOffer; placement?: PlacementFacts }) => {
  const shown = offer.moments.find(({ id }) => id === offer.shown)
  const link = placement && shown?.creatives.get(placement.id)
  if (placement === undefined || link === undefined) return null
  const also = Object.fromEntries(
    offer.moments.flatMap(({ id, creatives }) => {
      const address = creatives.get(placement.id)?.address
      return address === undefined ? [] : [[`data-address-${id}`, address]]
    }),
  )
  return (
    <CopyField
      id="picture-address"
      label={`Address of the picture, ${placement.width} × ${placement.height}`}
      value={link.address}
      also={also}
    />
  )
}

/** @jsxImportSource hono/jsx */
import type { StudioShop } from '../model.ts'
import { Shot, type ShotProps } from './shot.tsx'

type FrameProps = ShotProps & { readonly shop: StudioShop }

/** The shop's mark as feeds show it: its first letter on its colour. */
const Avatar = ({ shop }: { shop: StudioShop }) => (
  <svg class="avatar" viewBox="0 0 36 36" width="36" height="36" aria-hidden="true">
    <circle cx="18" cy="18" r="18" fill={shop.color} />
    <text x="18" y="23.5" text-anchor="middle" fill={inkOn(shop.color)} font-size="16" font-weight="600">
      {[...shop.name][0]?.toUpperCase() ?? ''}
    </text>
  </svg>
)

/** Black or white, whichever reads better on the colour. */
export function inkOn(color: string): '#fff' | '#000' {
  const channel = (from: number): number => {
    const value = Number.parseInt(color.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return luminance > 0.179 ? '#000' : '#fff'
}

const Sender = ({ shop }: { shop: StudioShop }) => (
  <span class="sender" aria-hidden="true">
    <Avatar shop={shop} />
    <span>
      <b>{shop.name}</b>
      <small>Sponsored</small>
    </span>
    <svg class="dots" viewBox="0 0 20 4" width="16" height="4" aria-hidden="true">
      <circle cx="2" cy="2" r="1.7" />
      <circle cx="10" cy="2" r="1.7" />
      <circle cx="18" cy="2" r="1.7" />
    </svg>
  </span>
)

/** A post with the platform's own bar under the picture: where it leads and the button. */
export const SquarePost = (props: FrameProps) => (
  <span class="frame post">
    <Sender shop={props.shop} />
    <Shot {...props} />
    <LinkBar {...props} />
  </span>
)

/** A taller post, with the row of icons under it. */
export const PortraitPost = (props: FrameProps) => (
  <span class="frame post">
    <Sender shop={props.shop} />
    <Shot {...props} />
    <span class="shop-now" aria-hidden="true">
      Shop now
      <svg viewBox="0 0 8 14" width="7" height="12" aria-hidden="true">
        <path d="M1 1l6 6-6 6" />
      </svg>
    </span>
    <span class="icons" aria-hidden="true">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M12 20.5C5 15.6 2.5 12.4 2.5 8.9A5 5 0 0 1 12 6.6a5 5 0 0 1 9.5 2.3c0 3.5-2.5 6.7-9.5 11.6z" />
      </svg>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M20.7 17.3A9.5 9.5 0 1 0 17.2 20.5l4.1 1z" />
      </svg>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M21.5 2.8L10.5 12.6M21.5 2.8L14.5 21.5l-4-8.9L2.5 8.300z" />
      </svg>
      <svg viewBox="0 0 24 24" width="22" height="22" class="last" aria-hidden="true">
        <path d="M5 3h14v18l-7-6.2L5 21z" />
      </svg>
    </span>
  </span>
)

/** Full screen on a phone, the platform's controls lying over the picture. */
export const Story = (props: FrameProps) => (
  <span class="frame story">
    <Shot {...props} />
    <span class="over" aria-hidden="true">
      <span class="progress">
        <i />
        <i />
        <i />
      </span>
      <Sender shop={props.shop} />
      <span class="swipe">
        <svg viewBox="0 0 14 8" width="14" height="8" aria-hidden="true">
          <path d="M1 7l6-6 6 6" />
        </svg>
        <b>Shop now</b>
      </span>
    </span>
  </span>
)

/** What a shared link looks like. */
export const LinkCard = (props: FrameProps) => (
  <span class="frame card">
    <Shot {...props} />
    <LinkBar {...props} />
  </span>
)

const LinkBar = ({ offer, shop }: FrameProps) => (
  <span class="link-bar" aria-hidden="true">
    <span>
      {shop.domain !== undefined && <small>{shop.domain}</small>}
      <b>{offer.title}</b>
    </span>
    <i>Shop now</i>
  </span>
)

/** Nothing around it: banners and whatever has no frame of its own. */
export const Bare = (props: FrameProps) => (
  <span class="frame bare">
    <Shot {...props} />
  </span>
)

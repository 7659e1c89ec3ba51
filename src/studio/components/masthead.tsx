/** @jsxImportSource hono/jsx */
import { studioHref } from '../address.ts'
import type { StudioModel } from '../model.ts'

type MastheadProps = Pick<StudioModel, 'shop' | 'shops' | 'viewer'> & {
  /** Those that are on the page. */
  readonly sections: readonly { readonly id: string; readonly name: string }[]
}

/** Whose studio this is, the way to the sections, and the way in or out. */
export const Masthead = ({ shop, shops, viewer, sections }: MastheadProps) => (
  <header class="masthead">
    <a class="skip" href="#main">
      Skip to the content
    </a>
    <a class="wordmark" href={studioHref({ shop: shop.shopId })}>
      <svg viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="3" />
        <circle cx="20" cy="8" r="8" fill="currentColor" />
      </svg>
      Second Glance
    </a>
    <nav aria-label="Sections">
      {sections.map(({ id, name }) => (
        <a href={`#${id}`}>{name}</a>
      ))}
    </nav>
    <div class="where">
      {shops.length > 1 ? <ShopSwitch shop={shop} shops={shops} /> : <span class="shop-name">{shop.name}</span>}
      {viewer.kind === 'demo' ? (
        <a href="/login">Sign in</a>
      ) : (
        <form method="post" action="/logout">
          <button type="submit" class="plain">
            Sign out
          </button>
        </form>
      )}
    </div>
  </header>
)

const ShopSwitch = ({ shop, shops }: Pick<StudioModel, 'shop' | 'shops'>) => (
  <details class="switch">
    <summary>
      <span class="quiet-label">Shop: </span>
      {shop.name}
    </summary>
    <ul>
      {shops.map(({ shopId, name }) => (
        <li>
          <a href={studioHref({ shop: shopId })} aria-current={shopId === shop.shopId ? 'true' : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </details>
)

/** @jsxImportSource hono/jsx */
import { offerHref } from '../address.ts'
import type { LeftBehindItem, LeftBehindVisitor, StudioModel, StudioQuery } from '../model.ts'
import { STAGE_WORDS, sayAvailability, sayCommand, sayMoney, saySeveral } from '../words.ts'
import { Command } from './copy-field.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { When } from './when.tsx'

type Props = Pick<StudioModel, 'leftBehind' | 'query' | 'now' | 'figures' | 'shop'>

/** What visitors left behind, the most recently active visitor first. */
export const LeftBehindTable = ({ leftBehind, query, now, figures, shop }: Props) => (
  <section class="left-behind" aria-labelledby="left-behind-title" id="left-behind">
    <header class="section-head">
      <h2 id="left-behind-title">Left behind</h2>
      {leftBehind.visitors.length > 0 && <p>Most recent first. Choose an item to see the ad this shopper would get.</p>}
    </header>
    {leftBehind.visitors.length === 0 ? (
      <Nobody figures={figures} shop={shop} />
    ) : (
      <table class="visitors">
        <thead>
          <tr>
            <th scope="col">Visitor</th>
            <th scope="col">Item</th>
            <th scope="col">Got as far as</th>
            <th scope="col">When</th>
            <th scope="col" class="number">
              Price seen
            </th>
            <th scope="col" class="number">
              Price now
            </th>
          </tr>
        </thead>
        {leftBehind.visitors.map((visitor) => (
          <Visitor visitor={visitor} query={query} now={now} />
        ))}
      </table>
    )}
    {leftBehind.more && (
      <p class="more">
        These are the latest {leftBehind.visitors.length}. For everybody:{' '}
        <Command text={sayCommand('abandoned', shop.shopId)} />
      </p>
    )}
  </section>
)

const Visitor = ({ visitor, query, now }: { visitor: LeftBehindVisitor; query: StudioQuery; now: number }) => (
  <tbody>
    {visitor.items.map((item, index) => (
      <tr>
        {index === 0 && (
          <th scope="rowgroup" rowspan={visitor.items.length + (visitor.moreItems > 0 ? 1 : 0)}>
            <span class="visitor">{visitor.label}</span>
          </th>
        )}
        <Item item={item} query={query} now={now} />
      </tr>
    ))}
    {visitor.moreItems > 0 && (
      <tr class="rest">
        <td colspan={5}>and {saySeveral(visitor.moreItems, 'more item')}</td>
      </tr>
    )}
  </tbody>
)

const Item = ({ item, query, now }: { item: LeftBehindItem; query: StudioQuery; now: number }) => (
  <>
    <td class="what">
      <Thumbnail src={item.thumbnail} size="small" />
      <span>
        {item.title === undefined ? (
          <span class="gone">{item.offerId}, no longer in the catalog</span>
        ) : (
          <a href={offerHref({ shop: query.shop }, item.offerId, item.stage)}>{item.title}</a>
        )}
        {item.quantity > 1 && <span class="times"> × {item.quantity}</span>}
        {item.availability !== undefined && item.availability !== 'in_stock' && (
          <span class="remark"> {sayAvailability(item.availability)}</span>
        )}
      </span>
    </td>
    <td class={`stage ${item.stage}`}>
      <StageMark stage={item.stage} />
      {STAGE_WORDS[item.stage]}
    </td>
    <td class="when">
      <When at={item.lastAt} now={now} />
    </td>
    <td class="number seen">{item.priceSeen ? sayMoney(item.priceSeen) : <span class="quiet">not sent</span>}</td>
    <td class="number now">
      {item.priceNow ? (
        <>
          {item.dropped && (
            <span class="dropped">
              <span aria-hidden="true">↓ </span>
              <span class="quiet-label">dropped to </span>
            </span>
          )}
          {sayMoney(item.priceNow)}
        </>
      ) : (
        <span class="quiet">none</span>
      )}
    </td>
  </>
)

const STEPS = { viewed: 1, carted: 2, checkout: 3 } as const

/** One, two or three steps towards buying. */
const StageMark = ({ stage }: { stage: LeftBehindItem['stage'] }) => (
  <svg class="steps" viewBox="0 0 26 8" width="26" height="8" aria-hidden="true">
    {[1, 2, 3].map((step) => (
      <rect x={(step - 1) * 9} y="2" width="7" height="4" rx="2" class={step <= STEPS[stage] ? 'done' : 'open'} />
    ))}
  </svg>
)

const Nobody = ({ figures, shop }: Pick<Props, 'figures' | 'shop'>) => (
  <div class="empty">
    <p>
      {figures.offers === 0
        ? 'First the catalog, then the visitors: what they look at is matched with your offers.'
        : 'Send what visitors do, and what they leave appears here after half an hour of quiet.'}
    </p>
    <ol class="ways">
      <li>
        From a log you have: <Command text={sayCommand('events events.jsonl', shop.shopId)} />
      </li>
      <li>
        Live, from your shop: a key with <Command text={sayCommand('keys create --role write', shop.shopId)} /> and then{' '}
        <code>POST /v1/events</code>, as <a href="/docs">the API page</a> shows.
      </li>
    </ol>
  </div>
)

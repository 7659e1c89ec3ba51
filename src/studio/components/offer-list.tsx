/** @jsxImportSource hono/jsx */
import { offerHref, studioHref } from '../address.ts'
import type { OfferListing, OfferRow, StudioModel, StudioQuery } from '../model.ts'
import { sayAvailability, sayCommand, sayNumber } from '../words.ts'
import { Command } from './copy-field.tsx'
import { Price } from './price.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { VerdictMarks } from './verdicts.tsx'

type Props = Pick<StudioModel, 'offers' | 'query' | 'chosen' | 'shop'>

/** The shop's offers, one page of them, each a link that puts it into the preview. */
export const OfferList = ({ offers, query, chosen, shop }: Props) => (
  <section class="offers" aria-labelledby="offers-title" id="offers">
    <div class="offers-head">
      <h2 id="offers-title">Offers</h2>
      <Tabs offers={offers} query={query} />
      <Search query={query} />
    </div>
    <section class="offers-scroll" tabindex={0} aria-label="List of offers">
      {offers.rows.length === 0 ? (
        <NoOffers offers={offers} query={query} shop={shop} />
      ) : (
        <ul class="offer-rows" data-filter-list>
          {offers.rows.map((row) => (
            <Row row={row} query={query} isChosen={row.offerId === chosen?.offerId} />
          ))}
        </ul>
      )}
      <p class="no-match" data-filter-empty hidden>
        Not on this page. Press Enter to look through the whole catalog.
      </p>
      <Pager offers={offers} query={query} />
    </section>
  </section>
)

const Tabs = ({ offers, query }: { offers: OfferListing; query: StudioQuery }) => (
  <p class="tabs">
    {offers.leftCount > 0 && (
      <a
        href={studioHref(query, { show: 'left', q: undefined, page: undefined })}
        aria-current={offers.show === 'left' ? 'true' : undefined}
      >
        Left behind <span class="tally">{sayNumber(offers.leftCount)}</span>
      </a>
    )}
    <a
      href={studioHref(query, { show: 'all', q: undefined, page: undefined })}
      aria-current={offers.show === 'all' ? 'true' : undefined}
    >
      All <span class="tally">{sayNumber(offers.allCount)}</span>
    </a>
  </p>
)

const Search = ({ query }: { query: StudioQuery }) => (
  <search class="search">
    <form method="get" action="/">
      {query.shop !== undefined && <input type="hidden" name="shop" value={query.shop} />}
      <input type="hidden" name="show" value="all" />
      {query.offer !== undefined && <input type="hidden" name="offer" value={query.offer} />}
      {query.stage !== undefined && <input type="hidden" name="stage" value={query.stage} />}
      <label class="quiet-label" for="q">
        Find an offer by title, brand or id
      </label>
      <input
        id="q"
        type="search"
        name="q"
        value={query.q}
        placeholder="Title, brand or id"
        maxlength={100}
        autocomplete="off"
        data-filter
      />
      <button type="submit">Find</button>
    </form>
  </search>
)

const Row = ({ row, query, isChosen }: { row: OfferRow; query: StudioQuery; isChosen: boolean }) => (
  <li data-filter-text={`${row.title} ${row.offerId}`.toLowerCase()}>
    <a
      class="offer-row"
      href={offerHref(query, row.offerId, query.stage)}
      aria-current={isChosen ? 'true' : undefined}
      title={row.title}
    >
      <Thumbnail src={row.thumbnail} size="medium" />
      <span class="offer-text">
        <span class="offer-title">{row.title}</span>
        <span class="offer-facts">
          <Price price={row.price} was={row.was} />
          {row.availability !== 'in_stock' && <span>{sayAvailability(row.availability)}</span>}
          {row.thumbnail === undefined && <span class="verdict out">No photo yet</span>}
          <VerdictMarks verdicts={row.verdicts} />
        </span>
      </span>
      {row.leftBy > 0 && (
        <span class="left-by">
          <b>{sayNumber(row.leftBy)}</b>
          <span aria-hidden="true">left it</span>
          <span class="quiet-label">{row.leftBy === 1 ? 'visitor' : 'visitors'} left it behind</span>
        </span>
      )}
    </a>
  </li>
)

const NoOffers = ({ offers, query, shop }: Omit<Props, 'chosen'>) =>
  query.q !== undefined ? (
    <p class="empty">
      Nothing in the catalog matches “{query.q}”. <a href={studioHref(query, { q: undefined })}>Show all offers</a>
    </p>
  ) : offers.allCount > 0 ? (
    <p class="empty">
      The list ends here. <a href={studioHref(query, { page: undefined })}>Back to its start</a>
    </p>
  ) : (
    <p class="empty">
      No offers yet. <Command text={sayCommand('import feed.xml', shop.shopId)} />
    </p>
  )

const Pager = ({ offers, query }: { offers: OfferListing; query: StudioQuery }) =>
  offers.next === undefined && query.page === undefined ? null : (
    <nav class="pager" aria-label="Pages of offers">
      {query.page !== undefined && <a href={studioHref(query, { page: undefined }, 'offers')}>First page</a>}
      {offers.next !== undefined && <a href={studioHref(query, { page: offers.next }, 'offers')}>Next 25</a>}
    </nav>
  )

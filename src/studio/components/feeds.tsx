/** @jsxImportSource hono/jsx */
import { offerHref } from '../address.ts'
import type { ChannelFeeds, FeedFile, StudioModel, StudioQuery } from '../model.ts'
import { sayBytes, sayCount, sayNumber, sayRule, saySeveral } from '../words.ts'
import { CopyField } from './copy-field.tsx'
import { When } from './when.tsx'

type Props = Pick<StudioModel, 'feeds' | 'query' | 'now' | 'viewer'>

/** Where each platform's feed is pasted in, by channel id. */
const DESTINATIONS: ReadonlyMap<string, string> = new Map([
  ['google-merchant', 'Merchant Center, Data sources, Add product source, Add products from a file, Enter a link.'],
  ['meta-catalog', 'Commerce Manager, Catalog, Data sources, Add items, Data feed, Scheduled feed.'],
])

const FORMAT_NAMES = { rss: 'XML', tsv: 'TSV', csv: 'CSV' } as const

/** Every feed with its state and the address to take to the platform. */
export const Feeds = ({ feeds, query, now, viewer }: Props) => (
  <section class="feeds" aria-labelledby="feeds-title" id="feeds">
    <header class="section-head">
      <h2 id="feeds-title">Feeds</h2>
      <p>
        Copy an address once into the platform. It then fetches the feed by itself, always whole and always current.
      </p>
    </header>
    {feeds.map((channel) => (
      <ChannelFeed channel={channel} query={query} now={now} viewer={viewer} />
    ))}
  </section>
)

const ChannelFeed = ({ channel, query, now, viewer }: { channel: ChannelFeeds } & Omit<Props, 'feeds'>) => {
  const { channelId, channelName, files, reasons } = channel
  const first = files.find(({ built }) => built !== undefined) ?? files[0]
  const addressed = files.filter(({ address }) => address !== undefined)
  return (
    <article class="channel" aria-labelledby={`feed-${channelId}`}>
      <div class="channel-state">
        <h3 id={`feed-${channelId}`}>{channelName}</h3>
        <State file={first} now={now} />
      </div>
      <dl class="channel-figures">
        <div>
          <dt>Items</dt>
          <dd>{first?.built ? sayNumber(first.built.items) : '–'}</dd>
        </div>
        <div>
          <dt>Left out</dt>
          <dd>{first?.built ? sayNumber(first.built.excluded) : '–'}</dd>
        </div>
        <div>
          <dt>Last change</dt>
          <dd>{first?.built ? <When at={first.built.changedAt} now={now} /> : '–'}</dd>
        </div>
      </dl>
      <div class="channel-addresses">
        {addressed.slice(0, 1).map((file) => (
          <Address channel={channel} file={file} />
        ))}
        {addressed.length > 1 && (
          <details class="formats">
            <summary>Other formats</summary>
            {addressed.slice(1).map((file) => (
              <Address channel={channel} file={file} />
            ))}
          </details>
        )}
        {addressed.length === 0 && <NoAddress viewer={viewer} />}
        <p class="destination">{DESTINATIONS.get(channelId)}</p>
      </div>
      {reasons.length > 0 && (
        <details class="reasons">
          <summary>Why offers are left out</summary>
          <Reasons channel={channel} query={query} />
        </details>
      )}
    </article>
  )
}

const State = ({ file, now }: { file: FeedFile | undefined; now: number }) => {
  if (file?.built === undefined) return <p class="state">Not built yet; the first fetch builds it.</p>
  return (
    <p class="state">
      {file.built.stale ? 'Something changed since; the next fetch brings it.' : 'Up to date.'} Built{' '}
      <When at={file.built.builtAt} now={now} />.
    </p>
  )
}

const Address = ({ channel, file }: { channel: ChannelFeeds; file: FeedFile }) =>
  file.address === undefined ? null : (
    <CopyField
      id={`address-${channel.channelId}-${file.format}`}
      label={`${FORMAT_NAMES[file.format]}${file.built ? `, ${sayBytes(file.built.bytes)}` : ''}`}
      value={file.address}
    />
  )

const NoAddress = ({ viewer }: Pick<Props, 'viewer'>) => (
  <p class="remark">
    {viewer.kind === 'demo' ? (
      <>
        <a href="/login">Sign in</a> to see the address; it holds the feed’s own key.
      </>
    ) : (
      'Your key may not see the address; ask for one with the role marketer.'
    )}
  </p>
)

const Reasons = ({ channel, query }: { channel: ChannelFeeds; query: StudioQuery }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Reason</th>
        <th scope="col" class="number">
          Offers
        </th>
        <th scope="col">For example</th>
      </tr>
    </thead>
    <tbody>
      {channel.reasons.map(({ rule, message, offers, offerIds }) => (
        <tr>
          <td>
            <b>{sayRule(rule)}</b>
            <span class="message">{message}</span>
          </td>
          <td class="number">
            {sayCount(offers)}
            <span class="quiet-label">{saySeveral(offers, 'offer').replace(/^\S+/, '')}</span>
          </td>
          <td>
            {offerIds.map((offerId, index) => (
              <>
                {index > 0 && ', '}
                <a href={offerHref({ shop: query.shop }, offerId)}>{offerId}</a>
              </>
            ))}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

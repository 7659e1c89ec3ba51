/** @jsxImportSource hono/jsx */
import type { StudioModel } from '../model.ts'
import { sayAmounts, sayDuration, saySeveral } from '../words.ts'
import { When } from './when.tsx'

/** The figures, said as a colleague would say them. */
export const Lead = ({ figures, now }: Pick<StudioModel, 'figures' | 'now'>) => (
  <section class="lead" aria-label="At a glance">
    <h1>
      <Headline figures={figures} />
    </h1>
    <ul class="facts">
      <li>
        {saySeveral(figures.offers, 'offer')}
        {figures.itemGroups > 0 && ` in ${saySeveral(figures.itemGroups, 'item group')}`}
      </li>
      {figures.catalogChangedAt !== undefined && (
        <li>
          Catalog changed <When at={figures.catalogChangedAt} now={now} />
        </li>
      )}
      <li>
        {figures.feedsBuiltAt === undefined ? (
          'Feeds not built yet'
        ) : (
          <>
            Feeds built <When at={figures.feedsBuiltAt} now={now} />
          </>
        )}
      </li>
    </ul>
  </section>
)

const Headline = ({ figures }: Pick<StudioModel, 'figures'>) => {
  if (figures.offers === 0) return <>Your catalog goes here first.</>
  if (figures.visitors.count === 0) return <>The catalog is in. Nobody has left anything behind yet.</>
  return (
    <>
      <strong>{saySeveral(figures.visitors, 'visitor')}</strong> left{' '}
      <strong>{saySeveral(figures.items, 'item')}</strong> behind in {sayDuration(figures.withinMs)}
      {figures.value.length > 0 && (
        <>
          , worth <strong>{sayAmounts(figures.value)}</strong>
        </>
      )}
      .
    </>
  )
}

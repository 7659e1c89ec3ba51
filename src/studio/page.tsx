/** @jsxImportSource hono/jsx */
import { Document, documentText } from './components/document.tsx'
import { Feeds } from './components/feeds.tsx'
import { FirstSteps } from './components/first-steps.tsx'
import { Foot } from './components/foot.tsx'
import { Lead } from './components/lead.tsx'
import { LeftBehindTable } from './components/left-behind.tsx'
import { Masthead } from './components/masthead.tsx'
import { Notices } from './components/notices.tsx'
import { OfferList } from './components/offer-list.tsx'
import { Preview } from './components/preview.tsx'
import type { Notice, StudioModel } from './model.ts'

const DEMO_NOTICE: Notice = {
  tone: 'note',
  text: 'This is the demo shop, invented from its products to its visitors. Bring your own:',
  command: 'npx secondglance import feed.xml',
}

/** The studio's first page as a whole HTML document; every text of the model is escaped. */
export function studioPage(model: StudioModel): string {
  const { shop, shops, viewer, query, figures, now, chosen } = model
  const hasLeftBehind = figures.offers > 0 || figures.visitors.count > 0
  const sections = [
    ...(chosen ? [{ id: 'preview', name: 'Preview' }] : []),
    ...(hasLeftBehind ? [{ id: 'left-behind', name: 'Left behind' }] : []),
    { id: 'feeds', name: 'Feeds' },
  ]
  return documentText(
    <Document title={`${shop.name}, Second Glance`}>
      <Masthead shop={shop} shops={shops} viewer={viewer} sections={sections} />
      <main id="main">
        <Notices notices={viewer.kind === 'demo' ? [DEMO_NOTICE, ...model.notices] : model.notices} />
        <Lead figures={figures} now={now} />
        {chosen === undefined && figures.offers === 0 ? (
          <FirstSteps shop={shop} />
        ) : (
          <div class="bench">
            {chosen && <Preview offer={chosen} shop={shop} query={query} viewer={viewer} />}
            <OfferList offers={model.offers} query={query} chosen={chosen} shop={shop} />
          </div>
        )}
        {hasLeftBehind && (
          <LeftBehindTable leftBehind={model.leftBehind} query={query} now={now} figures={figures} shop={shop} />
        )}
        <Feeds feeds={model.feeds} query={query} now={now} viewer={viewer} />
      </main>
      <Foot />
      <p class="quiet-label" role="status" data-status />
    </Document>,
  )
}

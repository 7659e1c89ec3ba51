import { describe, expect, it } from 'vitest'
import { loginPage } from '../../src/studio/login.tsx'
import type { ChosenOffer, OfferRow, StudioModel } from '../../src/studio/model.ts'
import { studioPage } from '../../src/studio/page.tsx'
import { studioScript } from '../../src/studio/script.ts'
import { studioStyle } from '../../src/studio/style.ts'
import { rejected, sampleChosen, sampleModel, sampleRow } from './sample-model.ts'

/** The page without its two constant inline texts, so that a test sees what the model put there. */
const bodyOf = (model: StudioModel): string => studioPage(model).replace(studioStyle, '').replace(studioScript, '')

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')

const linksOf = (html: string): string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

const EMPTY: Partial<StudioModel> = {
  figures: { offers: 0, itemGroups: 0, visitors: { count: 0 }, items: { count: 0 }, value: [], withinMs: 86_400_000 },
  offers: { show: 'all', rows: [], leftCount: 0, allCount: 0 },
  chosen: undefined,
  leftBehind: { visitors: [], more: false },
  feeds: [],
  notices: [],
}

describe('hostile text', () => {
  const HOSTILE = {
    'a script': '<script>alert(1)</script>',
    'an attribute that breaks out': '"><img src=x onerror=alert(1)>',
    'a single quote': "' onmouseover='alert(1)",
    'the end of the style': '</style><script>alert(1)</script>',
  }

  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`shows ${name} as text wherever it stands`, () => {
      const row = sampleRow(0, {
        offerId: text,
        title: text,
        availability: text,
        thumbnail: `/photos/${text}`,
        verdicts: [
          {
            channelId: text,
            channelName: text,
            included: false,
            reasons: [{ rule: text, message: text }],
            notices: [{ rule: text, message: text }],
          },
        ],
      })
      const chosen: ChosenOffer = {
        ...sampleChosen(row),
        moments: [{ id: 'own', sentence: text, creatives: new Map([['square', { src: text, address: text }]]) }],
        shown: 'own',
      }
      const base = sampleModel()
      const html = bodyOf({
        ...base,
        query: { q: text, message: text, offer: text },
        shop: { ...base.shop, name: text, domain: text },
        shops: [
          { shopId: text, name: text },
          { shopId: 'b', name: text },
        ],
        offers: { show: 'all', rows: [row], leftCount: 0, allCount: 1, next: text },
        chosen,
        leftBehind: {
          more: true,
          visitors: [
            {
              label: text,
              moreItems: 1,
              items: [{ offerId: text, title: text, stage: 'viewed', quantity: 2, lastAt: 0, dropped: false }],
            },
          ],
        },
        feeds: [
          {
            channelId: text,
            channelName: text,
            files: [{ format: 'rss', address: text }],
            reasons: [{ rule: text, message: text, offers: { count: 1 }, offerIds: [text] }],
          },
        ],
        notices: [{ tone: 'warning', text, command: text }],
      })
      expect(html.match(/<script/g)).toHaveLength(1)
      expect(html.match(/<style/g)).toHaveLength(1)
      expect(html).not.toMatch(/<img src=x/)
      // No tag holds a handler: whatever looks like one is text, or inside a quoted value.
      const tags = html.match(/<[a-z](?:"[^"]*"|[^>"])*>/g) ?? []
      for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son[a-z]+=|'/)
      expect(textOf(html)).toContain(text.includes('<') ? 'alert(1)' : text)
    })
  }

  it('links to nothing but web addresses', () => {
    const chosen = { ...sampleChosen(sampleRow(0)), link: 'javascript:alert(1)' }
    expect(bodyOf(sampleModel({ chosen }))).not.toContain('javascript:')
  })
})

describe('the inline texts', () => {
  it('stand on the page unchanged, so that their hashes allow them', () => {
    const html = studioPage(sampleModel())
    expect(html).toContain(`<style>${studioStyle}</style>`)
    expect(html).toContain(`<script>${studioScript}</script>`)
  })

  it('are the only ones: no style attribute and no handler', () => {
    const html = bodyOf(sampleModel())
    expect(html).not.toMatch(/<[^>]*\sstyle=/)
    expect(html).not.toMatch(/<[^>]*\son[a-z]+=/)
  })

  it('load nothing from elsewhere', () => {
    const sources = [...studioPage(sampleModel()).matchAll(/\ssrc="([^"]*)"/g)].map(([, src]) => src)
    expect(sources.length).toBeGreaterThan(4)
    for (const src of sources) expect(src).toMatch(/^\//)
    expect(studioStyle).not.toContain('@import')
    for (const [, address] of studioStyle.matchAll(/url\("([^"]*)"\)/g)) expect(address).toMatch(/^\/faces\//)
  })
})

describe('without script', () => {
  it('the head leads to the sections that are there', () => {
    const anchors = (model: StudioModel) => linksOf(bodyOf(model)).filter((href) => href.startsWith('#'))
    expect(anchors(sampleModel())).toEqual(['#main', '#preview', '#left-behind', '#feeds'])
    expect(anchors(sampleModel(EMPTY))).toEqual(['#main', '#feeds'])
    for (const [, id] of anchors(sampleModel())
      .join('')
      .matchAll(/#([a-z-]+)/g))
      expect(bodyOf(sampleModel())).toContain(`id="${id}"`)
  })

  it('every offer of the listing is a link that puts it into the preview', () => {
    const model = sampleModel()
    const links = linksOf(bodyOf(model))
    for (const { offerId } of model.offers.rows) expect(links).toContain(`/?shop=demo&offer=${offerId}#preview`)
  })

  it('every moment is a link that shows its pictures', () => {
    const links = linksOf(bodyOf(sampleModel()))
    for (const stage of ['viewed', 'carted', 'checkout'])
      expect(links).toContain(`/?shop=demo&offer=offer-0&stage=${stage}#preview`)
  })

  it('an abandoned item leads to the ad its stage would get', () => {
    expect(linksOf(bodyOf(sampleModel()))).toContain('/?shop=demo&offer=offer-1&stage=carted#preview')
  })

  it('the listing goes on and back by links that keep what was searched', () => {
    const base = sampleModel()
    const links = linksOf(
      bodyOf({
        ...base,
        query: { shop: 'demo', q: 'round', show: 'all', page: 'offer-24' },
        offers: { ...base.offers, show: 'all', next: 'offer-49', allCount: 90 },
      }),
    )
    expect(links).toContain('/?shop=demo&show=all&q=round&page=offer-49#offers')
    expect(links).toContain('/?shop=demo&show=all&q=round#offers')
  })

  it('a search keeps the shop and the chosen offer', () => {
    const html = bodyOf(sampleModel({ query: { shop: 'demo', offer: 'offer-3', stage: 'carted' } }))
    const form = /<search.*?<\/search>/s.exec(html)?.[0] ?? ''
    expect(form).toContain('name="shop" value="demo"')
    expect(form).toContain('name="offer" value="offer-3"')
    expect(form).toContain('name="stage" value="carted"')
  })

  it('an address can be selected, and the button that needs script is hidden', () => {
    const html = bodyOf(sampleModel())
    expect(html).toMatch(/<input id="address-google-merchant-rss"[^>]* readonly=""[^>]* value="http:\/\/localhost/)
    for (const [button] of html.matchAll(/<button[^>]*data-copy[^>]*>/g)) expect(button).toContain('hidden=""')
  })
})

describe('an empty shop', () => {
  const html = bodyOf(sampleModel(EMPTY))

  it('tells the next step with the command', () => {
    expect(textOf(html)).toContain('Your catalog goes here first.')
    expect(html).toContain('npx secondglance import feed.xml')
    expect(html).toContain('npx secondglance events events.jsonl')
  })

  it('shows what visitors left even before there is a catalog', () => {
    const { figures, leftBehind } = sampleModel()
    const early = bodyOf(sampleModel({ ...EMPTY, figures: { ...figures, offers: 0 }, leftBehind }))
    expect(early).toContain('id="left-behind"')
  })

  it('shows no preview and no empty table', () => {
    expect(html).not.toContain('id="preview"')
    expect(html).not.toContain('<table')
  })
})

describe('the offers', () => {
  it('say why one is not in a feed', () => {
    const html = bodyOf(sampleModel({ chosen: sampleChosen(sampleRow(4, { verdicts: rejected })) }))
    const text = textOf(html)
    expect(text).toContain('Not in Meta : image_link is required and absent'.replace(' :', ':'))
    expect(text).toMatch(/Meta Left out image_link is required/)
    expect(text).toContain('Google In the feed')
  })

  it('keep the picture’s place where there is no photo, and say so', () => {
    const row = sampleRow(0, { thumbnail: undefined })
    const chosen: ChosenOffer = {
      ...sampleChosen(row),
      moments: [{ id: 'viewed', sentence: 'Still thinking about it?', creatives: new Map() }],
    }
    const html = bodyOf(sampleModel({ chosen, offers: { show: 'all', rows: [row], leftCount: 0, allCount: 1 } }))
    expect(html.match(/aria-label="No picture yet"/g)).toHaveLength(4)
    expect(html).not.toContain('data-shot=')
    expect(textOf(html)).toContain('No photo yet')
    expect(textOf(html)).toContain('Photos are fetched in the background')
  })

  it('show a struck price only while there is a sale', () => {
    const priced = (changes: Partial<OfferRow>): string =>
      bodyOf(
        sampleModel({
          chosen: undefined,
          offers: { show: 'all', rows: [sampleRow(0, changes)], leftCount: 0, allCount: 1 },
        }),
      )
    expect(priced({ was: { minor: 15_000, currency: 'USD' } })).toContain('<s>$150.00</s>')
    expect(priced({ was: undefined })).not.toContain('<s>')
  })

  it('are marked by the one that is chosen', () => {
    const html = bodyOf(sampleModel())
    expect(html.match(/class="offer-row"[^>]*aria-current="true"/g)).toHaveLength(1)
  })

  it('tell when nothing matches, and the way back', () => {
    const base = sampleModel()
    const html = bodyOf({
      ...base,
      query: { shop: 'demo', q: 'boots' },
      offers: { ...base.offers, rows: [], show: 'all' },
    })
    expect(textOf(html)).toContain('Nothing in the catalog matches “boots”.')
    expect(linksOf(html)).toContain('/?shop=demo')
  })
})

describe('the preview', () => {
  it('describes every picture in words', () => {
    const alts = [...bodyOf(sampleModel()).matchAll(/<img[^>]*data-shot[^>]*>/g)].map(
      ([tag]) => /alt="([^"]*)"/.exec(tag)?.[1],
    )
    expect(alts).toHaveLength(4)
    for (const alt of alts) expect(alt).toMatch(/^Still thinking about those glasses\? Halden Round, Tortoise, as /)
  })

  it('offers own words only to who may compose', () => {
    expect(bodyOf(sampleModel({ viewer: { kind: 'demo', mayCompose: false } }))).not.toContain('name="message"')
    expect(bodyOf(sampleModel({ viewer: { kind: 'signed-in', mayCompose: true } }))).toContain('name="message"')
  })

  it('draws the zones a platform covers, and none where it covers nothing', () => {
    const html = bodyOf(sampleModel())
    expect(html).toContain('M0 0H1080V1920H0ZM65 270V1540H1015V270Z')
    expect(html.match(/class="safe-zone"/g)).toHaveLength(2)
  })
})

describe('the feeds', () => {
  it('show no address to who may not see it, and the way to it', () => {
    const model = sampleModel()
    const feeds = model.feeds.map((channel) => ({
      ...channel,
      files: channel.files.map((file) => ({ ...file, address: undefined })),
    }))
    const html = bodyOf({ ...model, feeds })
    expect(html).not.toContain('token=')
    expect(textOf(html)).toContain('Sign in to see the address')
  })

  it('say when something changed since they were built', () => {
    const text = textOf(bodyOf(sampleModel()))
    expect(text).toContain('Up to date. Built 4 minutes ago .')
    expect(text).toContain('Something changed since; the next fetch brings it.')
  })

  it('name the reasons with the offers they concern', () => {
    const html = bodyOf(sampleModel())
    expect(textOf(html)).toContain('Image link missing')
    expect(linksOf(html)).toContain('/?shop=demo&offer=offer-4#preview')
  })
})

describe('the demo shop', () => {
  it('is called so to who has not signed in, and to nobody else', () => {
    expect(textOf(bodyOf(sampleModel()))).toContain('This is the demo shop')
    expect(textOf(bodyOf(sampleModel({ viewer: { kind: 'signed-in', mayCompose: true } })))).not.toContain(
      'This is the demo shop',
    )
  })
})

describe('signing in', () => {
  it('posts the key in a form and says what was wrong with the last one', () => {
    const html = loginPage({ fault: 'That key <b>expired</b>.', next: '/?shop="x"' })
    expect(html).toContain('method="post" action="/login"')
    expect(html).toContain('That key &lt;b&gt;expired&lt;/b&gt;.')
    expect(html).toContain('value="/?shop=&quot;x&quot;"')
    expect(html).toMatch(/<input id="key" type="password"/)
  })

  it('says nothing of a fault before there was one', () => {
    expect(loginPage()).not.toContain('role="alert"')
  })
})

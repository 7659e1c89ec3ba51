import { STAGES, type Stage } from '../audience/visitor-item.ts'
import type { StudioQuery } from './model.ts'

/** Longest text taken from the address, by name; more is cut, for the page is a view and not a door. */
const CHARS_MAX = { shop: 40, offer: 200, q: 100, message: 80, template: 40, style: 40, page: 200 } as const

/** Reads the page's address. Nothing in it is a fault: what makes no sense is as if it were absent. */
export function readStudioQuery(params: URLSearchParams): StudioQuery {
  const text = (name: keyof typeof CHARS_MAX): string | undefined => {
    const value = (params.get(name) ?? '').replace(/\p{Cc}+/gu, ' ').trim()
    return value === '' ? undefined : [...value].slice(0, CHARS_MAX[name]).join('')
  }
  const stage = STAGES.find((name) => name === params.get('stage'))
  const show = params.get('show')
  return {
    shop: text('shop'),
    offer: text('offer'),
    q: text('q'),
    stage,
    message: text('message'),
    template: text('template'),
    style: text('style'),
    show: show === 'left' || show === 'all' ? show : undefined,
    page: text('page'),
  }
}

const ORDER = ['shop', 'show', 'q', 'page', 'offer', 'stage', 'template', 'style', 'message'] as const

/** The address of the page with some of its wishes changed; `undefined` takes one away. */
export function studioHref(query: StudioQuery, changes: Partial<StudioQuery> = {}, anchor?: string): string {
  const wishes: StudioQuery = { ...query, ...changes }
  const params = new URLSearchParams()
  for (const name of ORDER) {
    const value = wishes[name]
    if (value !== undefined) params.set(name, value)
  }
  const search = params.toString()
  return `/${search === '' ? '' : `?${search}`}${anchor === undefined ? '' : `#${anchor}`}`
}

export const offerHref = (query: StudioQuery, offerId: string, stage?: Stage): string =>
  studioHref(query, { offer: offerId, stage, message: undefined }, 'preview')

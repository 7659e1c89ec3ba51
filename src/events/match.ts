import type { Offer } from '../catalog/offer.ts'
import type { MatchingSettings } from '../catalog/shop.ts'
import { compareText } from '../shared/text-order.ts'
import { type Form, offerForms, sentForms } from './match-forms.ts'
import type { OfferMatch, SentId } from './match-store.ts'

/*
 * Shops name one offer differently in events and catalog: `456` and `shopify_US_123_456`, a SKU and an id, the item
 * group and its variant. Which way a shop does it is learned from all the ids that its catalog does not know: a way
 * that fits one id may be chance, one that fits many, and each of them once, is a rule.
 */

export interface LearnedMatches {
  readonly matches: readonly OfferMatch[]
  /** Rules with the ids they match, most first. */
  readonly rules: readonly { readonly rule: string; readonly ids: number }[]
  /** Ids that mean two offers equally well: nothing is guessed, a person may say which. */
  readonly ties: readonly { readonly sentId: string; readonly offerIds: readonly string[] }[]
  readonly unmatched: readonly string[]
}

/** Candidates beyond these tell no more than that there are several. */
const OFFERS_MAX = 3
/** How many ids a rule of affixes must fit, unless a platform is known to write ids so. */
const SUPPORT_MIN = 3
/** Two rules that name different offers are a tie unless one fits more than this many times the ids of the other. */
const LEAD = 2
/** A shorter manufacturer's number may be anybody's. */
const SURE_CHARS = 6

/** Google's and Meta's channels of Shopify, and the extensions of WooCommerce. */
const KNOWN_AFFIX = /^(shopify_[a-z]{2}_#_|gla_|wc_post_id_|woocommerce_gpf_|fb_)$/

/**
 * Finds the offers that these ids mean; none of them may be the id of an offer itself. `settings` are the shop's words:
 * single ids, which win over everything, and rules that it refuses or trusts.
 */
export async function learnMatches(
  sent: readonly SentId[],
  offers: AsyncIterable<readonly Offer[]>,
  settings: MatchingSettings = {},
): Promise<LearnedMatches> {
  const said = new Map(settings.ids ?? [])
  const open = sent.filter(({ sentId }) => !said.has(sentId))
  const candidates = await findCandidates(open, offers, new Set(settings.refusedRules ?? []))
  const support = supportOf(candidates)
  const trusted = new Set(settings.trustedRules ?? [])
  const isRule = (rule: string, text: string): boolean => trusted.has(rule) || isBelievable(rule, text, support)

  const matches: OfferMatch[] = []
  const ties: { sentId: string; offerIds: string[] }[] = []
  const unmatched: string[] = []
  for (const { sentId } of sent) {
    const offerId = said.get(sentId)
    if (offerId !== undefined) {
      if (offerId === null) unmatched.push(sentId)
      else matches.push({ sentId, offerId, rule: 'set' })
      continue
    }
    const verdict = decide(candidates.get(sentId) ?? new Map(), support, isRule)
    if (verdict === undefined) unmatched.push(sentId)
    else if ('offerIds' in verdict) ties.push({ sentId, offerIds: verdict.offerIds })
    else matches.push({ sentId, ...verdict })
  }
  return { matches, rules: countRules(matches), ties, unmatched }
}

/** Of one id: under each rule the offers it names, and the text the two share. */
type Candidates = Map<string, { offerIds: Set<string>; text: string }>

async function findCandidates(
  sent: readonly SentId[],
  offers: AsyncIterable<readonly Offer[]>,
  refused: ReadonlySet<string>,
): Promise<Map<string, Candidates>> {
  // The ids are indexed and the catalog streams past, because a catalog may hold many more.
  const index = new Map<string, { sentId: string; form: Form }[]>()
  for (const { sentId, otherIds } of sent)
    for (const form of sentForms(sentId, otherIds)) {
      const known = index.get(form.text)
      if (known) known.push({ sentId, form })
      else index.set(form.text, [{ sentId, form }])
    }
  const candidates = new Map<string, Candidates>()
  for await (const page of offers)
    for (const offer of page)
      for (const form of offerForms(offer))
        for (const entry of index.get(form.text) ?? []) {
          const rule = ruleOf(entry.form, form)
          if (rule === undefined || refused.has(rule)) continue
          const ofId = candidates.get(entry.sentId) ?? new Map()
          candidates.set(entry.sentId, ofId)
          addCandidate(ofId, rule, offer.offerId, form.text)
        }
  return candidates
}

function addCandidate(candidates: Candidates, rule: string, offerId: string, text: string): void {
  const known = candidates.get(rule)
  if (!known) candidates.set(rule, { offerIds: new Set([offerId]), text })
  // An item group is one thing; its first variant stands for it.
  else if (rule === 'item-group') {
    const [first = offerId] = known.offerIds
    if (compareText(offerId, first) < 0) candidates.set(rule, { offerIds: new Set([offerId]), text })
  } else if (known.offerIds.size < OFFERS_MAX) known.offerIds.add(offerId)
}

/** The name of the way in which the two were read alike; undefined where that says nothing. */
function ruleOf(sent: Form, offer: Form): string | undefined {
  if (sent.kind === 'gtin' || offer.kind === 'gtin') return sent.kind === offer.kind ? 'gtin' : undefined
  if (sent.kind === 'other-id') return offer.kind === 'whole' || offer.kind === 'mpn' ? 'other-id' : undefined
  if (offer.kind === 'mpn' || offer.kind === 'item-group') return sent.kind === 'whole' ? offer.kind : undefined
  if (sent.kind === 'doubled' || offer.kind === 'doubled')
    return sent.kind === 'whole' || offer.kind === 'whole' ? 'doubled' : undefined
  if (sent.kind === 'whole' && offer.kind === 'whole') return 'case'
  if (sent.kind === 'whole') return `catalog-${offer.kind}:${offer.affix}`
  if (offer.kind === 'whole') return `event-${sent.kind}:${sent.affix}`
  return sent.kind === offer.kind ? `${sent.kind}:${sent.affix}>${offer.affix}` : undefined
}

interface Support {
  /** Ids for which the rule names exactly one offer. */
  clear: number
  ties: number
}

function supportOf(candidates: ReadonlyMap<string, Candidates>): Map<string, Support> {
  const support = new Map<string, Support>()
  for (const ofId of candidates.values())
    for (const [rule, { offerIds }] of ofId) {
      const known = support.get(rule) ?? { clear: 0, ties: 0 }
      support.set(rule, known)
      if (offerIds.size === 1) known.clear++
      else known.ties++
    }
  return support
}

function isBelievable(rule: string, text: string, support: ReadonlyMap<string, Support>): boolean {
  const { clear, ties } = support.get(rule) ?? { clear: 0, ties: 0 }
  const [kind = '', affixes = ''] = rule.split(/:(.*)/s)
  if (kind === 'mpn' || kind === 'other-id') return text.length >= SURE_CHARS || clear >= SUPPORT_MIN
  if (affixes === '') return true
  if (affixes.split('>').some((affix) => KNOWN_AFFIX.test(affix))) return clear >= ties
  return clear >= SUPPORT_MIN && clear >= LEAD * ties
}

type Verdict = { readonly offerId: string; readonly rule: string } | { readonly offerIds: string[] } | undefined

function decide(
  candidates: Candidates,
  support: ReadonlyMap<string, Support>,
  isRule: (rule: string, text: string) => boolean,
): Verdict {
  const clearOf = (rule: string): number => support.get(rule)?.clear ?? 0
  const rules = [...candidates].filter(([rule, { text }]) => isRule(rule, text))
  // Which item group is meant says less than which variant.
  const exact = rules.filter(([rule]) => rule !== 'item-group')
  const [best, ...others] = (exact.length > 0 ? exact : rules).sort(
    ([a], [b]) => clearOf(b) - clearOf(a) || compareText(a, b),
  )
  if (!best) return undefined
  const [rule, { offerIds }] = best
  const rivals = others.filter(
    ([other, rival]) => clearOf(other) * LEAD >= clearOf(rule) && [...rival.offerIds].some((id) => !offerIds.has(id)),
  )
  const named = new Set([...offerIds, ...rivals.flatMap(([, rival]) => [...rival.offerIds])])
  const [offerId] = named
  if (named.size === 1 && offerId !== undefined) return { offerId, rule }
  return { offerIds: [...named].sort(compareText) }
}

function countRules(matches: readonly OfferMatch[]): { rule: string; ids: number }[] {
  const counts = new Map<string, number>()
  for (const { rule } of matches) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts].map(([rule, ids]) => ({ rule, ids })).sort((a, b) => b.ids - a.ids || compareText(a.rule, b.rule))
}

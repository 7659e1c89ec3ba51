import type { AbandonmentSettings } from '../catalog/shop.ts'
import type { Subject } from '../events/store.ts'
import type { Stage, VisitorItem } from './visitor-item.ts'

/** Offers stand under the ids that the catalog knows them by, as far as they were matched. */
export interface AudienceStore {
  /** Every remembered item of one visitor, closed ones too. */
  visitorItems(shopId: string, visitorId: string): Promise<VisitorItem[]>
  /**
   * Every visitor who is one person with this one, itself first: those who were known by the same user id or e-mail,
   * and those who shared another with them. Too many who share one are no person, and stand alone.
   */
  visitorsOfPerson(shopId: string, visitorId: string): Promise<string[]>
  /** Every visitor of the persons whom a subject names, in order of their ids; none where nobody is known by it. */
  findVisitors(shopId: string, subject: Subject): Promise<string[]>
  /** Every remembered item of a person, of whose visitors one is named; in order of visitor and offer. */
  personItems(shopId: string, visitorId: string): Promise<VisitorItem[]>
  /**
   * Persons with at least one open item last touched within [from, to], each with all their remembered items,
   * most recently active person first, in pages.
   */
  scanPersons(shopId: string, range: { from: number; to: number }): AsyncIterable<readonly PersonItems[]>
  /** How many persons hold each offer open, at which stage, among items last touched within [from, to]. */
  offerFigures(shopId: string, options: FigureOptions): Promise<Map<string, OfferFigures>>
  /** How many visitors bought each offer within [from, to], going by their last purchase of it. */
  buyerFigures(shopId: string, range: { from: number; to: number }): Promise<Map<string, number>>
  /** Items that the log was replayed into, as the catalog names their offers; what is read from here is so already. */
  matched(shopId: string, items: readonly VisitorItem[]): Promise<VisitorItem[]>
  /** Grows with every stored event that changed a state; tells whether labels may have changed. */
  revision(shopId: string): Promise<number>
}

/** What a person's visitors did with each offer. */
export interface PersonItems {
  /** The visitor who was active last. */
  readonly visitorId: string
  readonly items: readonly VisitorItem[]
}

export interface FigureOptions {
  readonly from: number
  readonly to: number
  readonly purchaseCloses: AbandonmentSettings['purchaseCloses']
}

export interface OfferFigures {
  /** Persons by the stage they left the offer at. */
  readonly visitors: Readonly<Record<Stage, number>>
  readonly lastAt: number
}

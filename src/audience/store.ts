import type { Stage, VisitorItem } from './visitor-item.ts'

export interface AudienceStore {
  /** Every remembered item of one visitor, closed ones too. */
  visitorItems(shopId: string, visitorId: string): Promise<VisitorItem[]>
  /**
   * Visitors with at least one open item last touched within [from, to], each with all their remembered items,
   * most recently active visitor first, in pages.
   */
  scanVisitors(shopId: string, range: { from: number; to: number }): AsyncIterable<readonly VisitorItem[][]>
  /** How many visitors hold each offer open, at which stage, among items last touched within [from, to]. */
  offerFigures(shopId: string, options: FigureOptions): Promise<Map<string, OfferFigures>>
  /** Grows with every stored event that changed a state; tells whether labels may have changed. */
  revision(shopId: string): Promise<number>
}

export interface FigureOptions {
  readonly from: number
  readonly to: number
  readonly purchaseCloses: 'offer' | 'item-group'
}

export interface OfferFigures {
  /** Visitors by the stage they left the offer at. */
  readonly visitors: Readonly<Record<Stage, number>>
  readonly lastAt: number
}

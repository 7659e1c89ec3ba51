/** What an ad platform dictates, as the files in `/feeds/<channel>/` hold it. */
export interface Channel {
  /** Also the folder and the file name of the feed: `google-merchant`. */
  readonly id: string
  readonly name: string
  readonly formats: readonly FeedFormat[]
  readonly xml: { readonly namespace: string; readonly prefix: string; readonly unprefixed: readonly string[] }
  /** `clean`: pictures carry no overlay; `creative`: the main picture is one of ours. */
  readonly pictures: 'clean' | 'creative'
  /** Placement whose creative stands in the feed, where `pictures` is `creative`. */
  readonly feedPlacement?: string
  /** In column order. */
  readonly attributes: readonly ChannelAttribute[]
  /** Pages the file was made from, and the day they were read. */
  readonly sources: readonly string[]
  readonly readOn: string
}

export type FeedFormat = 'rss' | 'tsv' | 'csv'

export interface ChannelAttribute {
  /** The platform's spelling. */
  readonly name: string
  /** An attribute of the offer, or one that `src/feeds/attributes.ts` derives. */
  readonly from: string
  readonly need: 'always' | 'conditional' | 'optional'
  /** When `need` is `conditional`: the platform's condition in words. */
  readonly condition?: string
  readonly charsMax?: number
  readonly charsMin?: number
  /** What happens to a value over `charsMax`; `cut` by default. */
  readonly over?: 'cut' | 'drop' | 'reject'
  readonly repeatMax?: number
  readonly repeatMin?: number
  /** Our spelling to the platform's; a value that is not listed is dropped, or rejects the offer when the attribute is needed. */
  readonly spell?: Readonly<Record<string, string>>
  /** Sub-attributes of a group in the order of the text cell. */
  readonly fields?: readonly ChannelField[]
  readonly source: string
}

export interface ChannelField {
  readonly name: string
  readonly from: string
  readonly need?: 'always'
  readonly charsMax?: number
}

/** A size with its safe area on a channel, as `placements.json` holds it. */
export interface Placement {
  readonly id: string
  readonly name: string
  readonly width: number
  readonly height: number
  /** Pixels at each edge that the platform may cover. */
  readonly safe: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number }
  readonly maxBytes: number
  readonly formats: readonly ('jpeg' | 'png')[]
  readonly overlayAllowed: boolean
  readonly source: string
  readonly readOn: string
}

/** What an ad platform dictates, as the files in `/feeds/<channel>/` hold it. */
export interface Channel {
  /** Also the folder and the file name of the feed: `google-merchant`. */
  readonly id: string
  readonly name: string
  /** The first is the one to give to the platform. */
  readonly formats: readonly FeedFormat[]
  readonly xml: { readonly namespace: string; readonly prefix: string; readonly unprefixed: readonly string[] }
  readonly text: TextForm
  readonly values: ValueForm
  /** What a row stands for; an offer by default. */
  readonly rowOf?: RowOf
  /** Built when somebody first asks for it, and kept fresh from then on; others are built for every shop. */
  readonly onDemand?: boolean
  /** `clean`: pictures carry no overlay; `creative`: the main picture is one of ours. */
  readonly pictures: 'clean' | 'creative'
  /** Placement whose creative stands in the feed, where `pictures` is `creative`. */
  readonly feedPlacement?: string
  /** Further placements whose creatives stand in the feed beside it, each with the tag by which the platform chooses. */
  readonly taggedPictures?: readonly { readonly placement: string; readonly tag: string }[]
  readonly picture: PictureBounds
  readonly fileBytesMax: number
  /** Days from now that an expiration date may lie ahead; 366 by default. */
  readonly expirationDaysMax?: number
  /** Highest delivery price by currency, in major units. */
  readonly shippingPriceMax?: Readonly<Record<string, number>>
  /** The rules of `src/feeds/rules.ts` that hold here, in the order they are tried. */
  readonly rules: readonly ChannelRule[]
  /** In column order. */
  readonly attributes: readonly ChannelAttribute[]
  /** Attributes of the specification that are never written, each with the reason. */
  readonly omitted: readonly OmittedAttribute[]
  /** Pages the file was made from, and the day they were read. */
  readonly sources: readonly string[]
  readonly readOn: string
}

/**
 * `store`: the stock of an offer in one store; `language` and `country`: what an offer says differently there;
 * `promotion`: one promotion of the shop.
 */
export const ROW_KINDS = ['offer', 'store', 'language', 'country', 'promotion'] as const
export type RowOf = (typeof ROW_KINDS)[number]

export const FEED_FORMATS = ['rss', 'tsv', 'csv'] as const
export type FeedFormat = (typeof FEED_FORMATS)[number]

/** How cells of text files are written. */
export interface TextForm {
  /** Parts of groups and lists that hold a separator stand in double quotes; where that is unknown, the separator becomes a blank. */
  readonly quoteParts: boolean
  /** Cells with blanks stand in double quotes too. */
  readonly quoteBlanks: boolean
  /** Characters of addresses that are percent-encoded, because a reader would split the cell at them. */
  readonly encodedInUrls: { readonly single: string; readonly list: string }
  readonly lineBytesMax?: number
}

/** How values are spelled throughout a channel. */
export interface ValueForm {
  /** True, false. */
  readonly booleans: readonly string[]
  /** How UTC is written behind a time. */
  readonly zone: '+0000' | '+00:00'
  /** More decimals than these are rounded away by the platform. */
  readonly priceDecimalsMax?: number
}

export interface PictureBounds {
  readonly formats: readonly PictureFormat[]
  readonly minWidth: number
  readonly minHeight: number
  readonly bytesMax: number
  readonly source: string
}

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff'

export interface ChannelRule {
  readonly rule: string
  /** The platform's page; `own` where the decision is ours. */
  readonly source: string
}

export interface ChannelAttribute {
  /** The platform's spelling; `[n]` stands for a column index, `[m]` for 0. */
  readonly name: string
  /** An attribute of the offer, one that `src/feeds/attributes.ts` derives, or `row`: what `rowOf` says that a row is. */
  readonly from: string
  /** The field of `from` that is meant, where `from` is a group or the row. */
  readonly part?: string
  readonly need: 'always' | 'conditional' | 'optional'
  /** The attribute that may stand in for it although it is needed always. */
  readonly or?: string
  /** The platform's condition in words. */
  readonly condition?: string
  /** The formats that have it; all of the channel's by default. */
  readonly formats?: readonly FeedFormat[]
  /** `date`: the day of an instant, in UTC; `json`: text that has to be a JSON object. */
  readonly as?: 'date' | 'json'
  /** Our spelling to the platform's; a value that is not listed is dropped, or rejects the offer when the attribute is needed. */
  readonly spell?: Readonly<Record<string, string>>
  /** The closed list, where both sides spell alike. */
  readonly values?: readonly string[]
  /** Limits count code points. */
  readonly charsMax?: number
  /** The characters that the platform takes; a value with others is refused. */
  readonly characters?: 'no-emoji' | 'ascii-unquoted'
  /** Below it, a notice. */
  readonly charsMin?: number
  /** Of all repeats together. */
  readonly charsTotalMax?: number
  /** What happens to a value over `charsMax`; `cut` by default. */
  readonly over?: 'cut' | 'drop' | 'reject'
  /** One value that is made of several: `black/white`. */
  readonly parts?: { readonly separator: string; readonly max: number; readonly charsMax?: number }
  readonly numberMin?: number
  readonly numberMax?: number
  readonly decimalsMax?: number
  readonly measure?: MeasureBounds
  /** Absent: one value; null: repeats without a known limit. */
  readonly repeatMax?: number | null
  readonly repeatMin?: number
  /** Sub-attributes of a group in the order of the text cell. */
  readonly fields?: readonly ChannelField[]
  /**
   * How groups and repeats stand in a text file. By default, the header names the sub-attributes of a group, and repeats are
   * joined by commas. `plain`: no list in the header; `columns`: a column for each repeat; `quoted-list`: `['a','b']`.
   */
  readonly text?: 'plain' | 'columns' | 'quoted-list'
  /** Between repeats in a text cell; a comma by default. */
  readonly joiner?: string
  /** What could not be confirmed about it. */
  readonly uncertain?: string
  readonly source: string
}

export interface MeasureBounds {
  readonly units: readonly string[]
  /** Lowest and highest number by unit. */
  readonly range?: Readonly<Record<string, readonly number[]>>
  readonly aboveZero?: boolean
  readonly decimalsMax?: number
  /** The only numbers there are, apart from those in `also`. */
  readonly numbers?: readonly number[]
  readonly also?: readonly string[]
}

export interface ChannelField {
  readonly name: string
  readonly from: string
  readonly need?: 'always'
  readonly charsMax?: number
  readonly values?: readonly string[]
}

export interface OmittedAttribute {
  readonly name: string
  /** The attribute of the offer that goes unsaid, if there is one. */
  readonly from?: string
  readonly because:
    | 'uncertain'
    | 'no longer read'
    | 'other vertical'
    | 'other kind of feed'
    | 'another attribute says it'
    | 'nothing to say'
  readonly why: string
  readonly source: string
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
  /** False: only the clean product picture may be served here, nothing set over it. */
  readonly overlayAllowed: boolean
  /** Largest share of the area that text and logos may cover before the platform refuses the picture. */
  readonly textShareMax?: number
  /** What could not be confirmed about it. */
  readonly uncertain?: string
  readonly source: string
  readonly readOn: string
}

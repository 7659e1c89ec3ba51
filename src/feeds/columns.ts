import type { Attribute } from '../catalog/attribute.ts'
import { OFFER_ATTRIBUTES, type Offer, type OfferAttributeName } from '../catalog/offer.ts'
import type { Channel, ChannelAttribute, ChannelField } from '../channels/channel.ts'
import { DERIVED_ATTRIBUTES, type DerivedAttribute } from './attributes.ts'
import type { FeedContext } from './context.ts'
import { ROW_KINDS, type RowKind, type RowPart } from './row-kinds.ts'

/** A channel's attribute with the way to its value. */
export interface Column {
  /** In the channel's table. */
  readonly index: number
  readonly attribute: ChannelAttribute
  /** The attribute of the offer that a merchant would mend. */
  readonly of: OfferAttributeName
  /** Of one value; a list says that there are several. */
  readonly value: Attribute
  readonly isList: boolean
  readonly fields: readonly ColumnField[]
  /** `offer` is undefined for rows of the shop itself, `part` for rows that are a whole offer. */
  read(offer: Offer | undefined, context: FeedContext, part: RowPart | undefined): unknown
}

export interface ColumnField {
  readonly field: ChannelField
  readonly value: Attribute
}

const derivedByName: ReadonlyMap<string, DerivedAttribute> = new Map(Object.entries(DERIVED_ATTRIBUTES))
const columnsByTable = new WeakMap<Channel['attributes'], readonly Column[]>()

/** How the rows of a channel come about; undefined where each is a whole offer. */
export const rowKindOf = ({ rowOf = 'offer' }: Channel): RowKind | undefined =>
  rowOf === 'offer' ? undefined : ROW_KINDS[rowOf]

/**
 * The channel's table, ready to be read row by row; made once for each table.
 * Throws for a table that names what no offer has: a fault of the files in `/feeds`, found by the channel suite.
 */
export function columnsOf(channel: Channel): readonly Column[] {
  let columns = columnsByTable.get(channel.attributes)
  if (!columns) {
    columns = channel.attributes.map((attribute, index) => columnOf(channel, attribute, index))
    columnsByTable.set(channel.attributes, columns)
  }
  return columns
}

function columnOf(channel: Channel, attribute: ChannelAttribute, index: number): Column {
  const { of, value, read } = sourceOf(channel, attribute)
  const fields = (attribute.fields ?? []).map((field) => {
    const fieldValue = value.fields?.[field.from]
    if (!fieldValue)
      throw new Error(`${channel.id}: ${attribute.name}.${field.name} is made from an unknown "${field.from}"`)
    return { field, value: fieldValue }
  })
  return { index, attribute, of, value, isList: value.list === true, fields, read }
}

type Source = Pick<Column, 'of' | 'value' | 'read'>

function sourceOf(channel: Channel, attribute: ChannelAttribute): Source {
  const { name, from, part } = attribute
  if (from === 'row') return rowSource(channel, attribute)
  const derived: DerivedAttribute | undefined = derivedByName.get(from)
  if (derived) return { ...derived, read: (offer, context) => offer && derived.read(offer, context) }
  if (!isOfferAttribute(from)) throw new Error(`${channel.id}: ${name} is made from an unknown "${from}"`)
  const value: Attribute = OFFER_ATTRIBUTES[from]
  if (part === undefined) return { of: from, value, read: (offer) => offer?.[from] }
  const partValue = value.fields?.[part]
  if (!partValue) throw new Error(`${channel.id}: ${name} is made from an unknown "${from}.${part}"`)
  return { of: from, value: partValue, read: (offer) => partOf(offer?.[from], part) }
}

function rowSource(channel: Channel, { name, part = '' }: ChannelAttribute): Source {
  const kind = rowKindOf(channel)
  const value = kind && Object.hasOwn(kind.fields, part) ? kind.fields[part] : undefined
  if (!kind || !value) throw new Error(`${channel.id}: ${name} is made from an unknown "${part}" of its row`)
  return { of: kind.of, value, read: (_offer, _context, row) => row?.[part] }
}

const partOf = (value: unknown, part: string): unknown =>
  value === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[part]

const isOfferAttribute = (name: string): name is OfferAttributeName => Object.hasOwn(OFFER_ATTRIBUTES, name)

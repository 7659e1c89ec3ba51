import type { Attribute } from '../catalog/attribute.ts'
import { OFFER_ATTRIBUTES, type Offer, type OfferAttributeName } from '../catalog/offer.ts'
import type { Channel, ChannelAttribute, ChannelField } from '../channels/channel.ts'
import { DERIVED_ATTRIBUTES, type DerivedAttribute } from './attributes.ts'
import type { FeedContext } from './context.ts'

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
  read(offer: Offer, context: FeedContext): unknown
}

export interface ColumnField {
  readonly field: ChannelField
  readonly value: Attribute
}

const derivedByName: ReadonlyMap<string, DerivedAttribute> = new Map(Object.entries(DERIVED_ATTRIBUTES))
const columnsByChannel = new WeakMap<Channel, readonly Column[]>()

/**
 * The channel's table, ready to be read row by row; made once for each channel.
 * Throws for a table that names what no offer has: a fault of the files in `/feeds`, found by the channel suite.
 */
export function columnsOf(channel: Channel): readonly Column[] {
  let columns = columnsByChannel.get(channel)
  if (!columns) {
    columns = channel.attributes.map((attribute, index) => columnOf(channel, attribute, index))
    columnsByChannel.set(channel, columns)
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

function sourceOf(channel: Channel, { name, from, part }: ChannelAttribute): DerivedAttribute {
  const derived = derivedByName.get(from)
  if (derived) return derived
  if (!isOfferAttribute(from)) throw new Error(`${channel.id}: ${name} is made from an unknown "${from}"`)
  const value: Attribute = OFFER_ATTRIBUTES[from]
  if (part === undefined) return { of: from, value, read: (offer) => offer[from] }
  const partValue = value.fields?.[part]
  if (!partValue) throw new Error(`${channel.id}: ${name} is made from an unknown "${from}.${part}"`)
  return { of: from, value: partValue, read: (offer) => partOf(offer[from], part) }
}

const partOf = (value: unknown, part: string): unknown =>
  value === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[part]

const isOfferAttribute = (name: string): name is OfferAttributeName => Object.hasOwn(OFFER_ATTRIBUTES, name)

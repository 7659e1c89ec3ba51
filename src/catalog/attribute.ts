import type { Money } from '../shared/money.ts'
import type { Interval } from '../shared/time.ts'

/** A number with its unit as the shop wrote it: `{ value: 1.5, unit: 'kg' }`. */
export interface Measure {
  readonly value: number
  readonly unit: string
}

export type AttributeKind =
  | 'text'
  | 'url'
  | 'money'
  | 'instant'
  | 'interval'
  | 'measure'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'group'

/** How one attribute of an offer is kept: the kind of its value, whether it repeats, and its closed list if it has one. */
export interface Attribute {
  readonly kind: AttributeKind
  readonly list?: true
  readonly options?: readonly string[]
  readonly fields?: Readonly<Record<string, Attribute>>
}

interface ValueByKind {
  text: string
  url: string
  money: Money
  instant: number
  interval: Interval
  measure: Measure
  integer: number
  number: number
  boolean: boolean
}

type Single<A extends Attribute> = A extends { options: infer O extends readonly string[] }
  ? O[number]
  : A extends { fields: infer F extends Readonly<Record<string, Attribute>> }
    ? { readonly [K in keyof F]?: ValueOf<F[K]> }
    : A['kind'] extends keyof ValueByKind
      ? ValueByKind[A['kind']]
      : never

/** The TypeScript type of the value that an attribute describes. */
export type ValueOf<A extends Attribute> = A extends { list: true } ? readonly Single<A>[] : Single<A>

export const text = { kind: 'text' } as const
export const url = { kind: 'url' } as const
export const money = { kind: 'money' } as const
export const instant = { kind: 'instant' } as const
export const interval = { kind: 'interval' } as const
export const measure = { kind: 'measure' } as const
export const integer = { kind: 'integer' } as const
export const number = { kind: 'number' } as const
export const boolean = { kind: 'boolean' } as const

export const oneOf = <const O extends readonly string[]>(...options: O) => ({ kind: 'text', options }) as const
export const group = <const F extends Readonly<Record<string, Attribute>>>(fields: F) =>
  ({ kind: 'group', fields }) as const
export const list = <const A extends Attribute>(attribute: A) => ({ ...attribute, list: true }) as const

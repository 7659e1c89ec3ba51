import type { Channel, Placement } from './channel.ts'

/** A type as TypeScript reads it from a JSON file: closed lists of words become text, absent properties undefined. */
type FromJson<T> = T extends string
  ? string
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly FromJson<Item>[]
      : { readonly [K in keyof T]: FromJson<T[K]> | (string extends keyof T ? undefined : never) }

export interface ChannelFiles {
  readonly channel: FromJson<Channel>
  readonly placements: readonly FromJson<Placement>[]
}

/**
 * The compiler compares the names and kinds of the files with {@link Channel} and {@link Placement}; the words of closed
 * lists, which it cannot see in JSON, are compared by the channel suite in `test/channels`.
 */
export const typed = (files: ChannelFiles): { channel: Channel; placements: readonly Placement[] } => ({
  channel: files.channel as Channel,
  placements: files.placements as readonly Placement[],
})

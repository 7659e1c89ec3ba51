import type { ReaderContext } from './reader.ts'

/** Makes addresses for files that hold none: of pages, and of pictures that are but file names. */
export interface Addresses {
  /** Undefined where a link pattern of the source makes the links. `path` as the platform has it: `/products/lamp`. */
  page(path: string): string | undefined
  /** Undefined, with a notice, where nothing says where pictures are. */
  picture(file: string): string | undefined
}

/** `pictures`: where the platform keeps them below the shop's address, if all of its shops do. */
export function addressesOf(context: ReaderContext, platform: { name: string; pictures?: string }): Addresses {
  const { shopUrl, linkPattern, imageUrl, notice } = context
  const base =
    imageUrl ??
    (shopUrl !== undefined && platform.pictures !== undefined ? joined(shopUrl, platform.pictures) : undefined)
  let told = false
  return {
    page(path) {
      if (linkPattern !== undefined || shopUrl === undefined) return undefined
      return joined(shopUrl, path)
    },
    picture(file) {
      if (/^(?:https?:)?\/\//i.test(file)) return file
      if (base !== undefined) return joined(base, encodeURI(file))
      if (!told)
        notice(
          `${platform.name} names pictures without their address; set the address of the pictures (image URL), such as https://shop.example/media`,
        )
      told = true
      return undefined
    },
  }
}

const joined = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`

import sharp from 'sharp'

/** The decoders that pictures of products need; `pictureFormat` names the same ones. */
const LOADERS = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadHeifBuffer',
  'VipsForeignLoadNsgifBuffer',
]

/**
 * For a process that decodes what strangers send: no decoder of libvips but those five, nothing read from files, one
 * thread to a picture since there is a process to a core, and no cache of operations that would keep photos alive.
 */
export function guardDecoders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  sharp.concurrency(1)
  sharp.cache(false)
}

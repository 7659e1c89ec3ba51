import sharp from 'sharp'
import type { PictureCodec } from '../../creative/ports.ts'

/** libvips through sharp. Takes pictures that were normalised before, so decoding them holds no surprise. */
export const sharpPictureCodec: PictureCodec = {
  async fit(photo, { width, height, crop }) {
    const { data, info } = await sharp(photo)
      .extract(crop)
      .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, data }
  },

  async measure(picture) {
    const { width, height } = await sharp(picture).metadata()
    return { width, height }
  },

  async encode({ data, width, height }, { format, quality }) {
    const image = sharp(data, { raw: { width, height, channels: 4 } })
    if (format === 'png') return image.png({ compressionLevel: 6 }).toBuffer()
    // Optimised Huffman tables double the time for 4 % fewer bytes; halved chroma would fray coloured text.
    return image.removeAlpha().jpeg({ quality, optimizeCoding: false, chromaSubsampling: '4:4:4' }).toBuffer()
  },
}

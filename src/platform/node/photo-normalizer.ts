import sharp from 'sharp'
import type { NormalizedPhoto, PhotoNormalizer } from '../../catalog/photo.ts'
import { AppError, messageOf } from '../../shared/errors.ts'
import { describeSubject } from './describe-subject.ts'
import { pictureFormat } from './picture-format.ts'

/** What a decoder may be asked to unfold: 64 megapixels are 256 MB of RGBA. */
export const SOURCE_PIXELS_MAX = 64_000_000
/** Long side of what is kept: enough for a high-resolution story, and no decoder ever sees more again. */
export const PHOTO_SIDE_MAX = 1600

/** In this process: for tests, and inside a render process. */
export const sharpPhotoNormalizer: PhotoNormalizer = { normalize: normalizePhoto }

/**
 * Upright, sRGB, one frame, at most 1,600 px; PNG where it is really transparent, else JPEG.
 * Throws AppError `invalid` or `too-large` for what is no usable picture.
 */
async function normalizePhoto(bytes: Uint8Array): Promise<NormalizedPhoto> {
  const format = pictureFormat(bytes)
  if (!format) throw new AppError('invalid', 'not a picture: expected JPEG, PNG, WebP, AVIF or GIF')
  const source = await sourceSize(bytes, format)
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: SOURCE_PIXELS_MAX, failOn: 'error', pages: 1 })
      .autoOrient()
      .resize(PHOTO_SIDE_MAX, PHOTO_SIDE_MAX, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height } = info
    const described = describeSubject({ width, height, data })
    const isTransparent = described.ground === 'transparent'
    const image = sharp(data, { raw: { width, height, channels: 4 } })
    const encoded = isTransparent
      ? await image.png({ compressionLevel: 6 }).toBuffer()
      : await image.removeAlpha().jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer()
    return {
      bytes: encoded,
      contentType: isTransparent ? 'image/png' : 'image/jpeg',
      width,
      height,
      sourceWidth: source.width,
      sourceHeight: source.height,
      ...described,
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid', `the ${format} picture cannot be decoded: ${firstLine(messageOf(error))}`, {
      cause: error,
    })
  }
}

/** Reads the header only, so that a bomb is refused before it is unfolded. */
async function sourceSize(bytes: Uint8Array, format: string): Promise<{ width: number; height: number }> {
  let size: { width: number; height: number }
  try {
    // Bounds are judged here in our own words; libvips would refuse in its own.
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata()
    size = { width: autoOrient.width, height: autoOrient.height }
  } catch (error) {
    throw new AppError('invalid', `the ${format} picture has no readable header: ${firstLine(messageOf(error))}`, {
      cause: error,
    })
  }
  const { width, height } = size
  if (width * height > SOURCE_PIXELS_MAX)
    throw new AppError(
      'too-large',
      `the picture has ${width} × ${height} pixels; at most ${SOURCE_PIXELS_MAX / 1e6} megapixels are taken`,
    )
  if (Math.min(width, height) < PHOTO_SIDE_MIN)
    throw new AppError(
      'invalid',
      `the picture has ${width} × ${height} pixels; at least ${PHOTO_SIDE_MIN} on each side are needed`,
    )
  return size
}

/** Tracking pixels and spacers are no photos of products. */
const PHOTO_SIDE_MIN = 16

const firstLine = (text: string): string => text.split('\n')[0]!.slice(0, 200)

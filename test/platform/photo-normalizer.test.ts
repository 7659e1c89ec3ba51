import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { PHOTO_SIDE_MAX, sharpPhotoNormalizer } from '../../src/platform/node/photo-normalizer.ts'
import { AppError } from '../../src/shared/errors.ts'
import { DRAWINGS, drawn } from '../creative/pictures.ts'

const normalize = (bytes: Uint8Array) => sharpPhotoNormalizer.normalize(bytes)

const refusal = async (bytes: Uint8Array): Promise<AppError> => {
  const error = await normalize(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error
}

/** A red disc left of the middle on white. */
const disc = (width = 800, height = 600): Sharp =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/><circle cx="${width * 0.3}" cy="${height / 2}" r="${height / 4}" fill="#d22"/></svg>`,
    ),
  ).flatten({ background: '#fff' })

/** A PNG whose header promises more than its few bytes hold. */
function pngHeader(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const framed = Buffer.alloc(body.length + 8)
    framed.writeUInt32BE(data.length, 0)
    body.copy(framed, 4)
    framed.writeUInt32BE(crc32(body), body.length + 4)
    return framed
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(1_000_000))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ -1) >>> 0
}

describe('a photo', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
    'is taken as %s and comes out as a JPEG when it is opaque',
    async (format) => {
      const photo = await normalize(await disc().toFormat(format).toBuffer())
      expect(photo).toMatchObject({
        contentType: 'image/jpeg',
        width: 800,
        height: 600,
        sourceWidth: 800,
        sourceHeight: 600,
      })
      expect((await sharp(photo.bytes).metadata()).format).toBe('jpeg')
    },
  )

  it('is turned upright by its EXIF orientation, and sizes speak of the upright picture', async () => {
    const photo = await normalize(await disc().withMetadata({ orientation: 6 }).jpeg().toBuffer())
    expect(photo).toMatchObject({ width: 600, height: 800, sourceWidth: 600, sourceHeight: 800 })
    // A quarter to the right: what was left is now above.
    expect(photo.subject.top).toBeLessThan(0.3)
    expect(photo.subject.bottom).toBeLessThan(0.6)
    expect((await sharp(photo.bytes).metadata()).orientation).toBeUndefined()
  })

  it('in CMYK becomes sRGB with its colours', async () => {
    const photo = await normalize(await disc().toColourspace('cmyk').jpeg().toBuffer())
    const { space, channels } = await sharp(photo.bytes).metadata()
    expect([space, channels]).toEqual(['srgb', 3])
    const { data, info } = await sharp(photo.bytes).raw().toBuffer({ resolveWithObject: true })
    const index = (300 * info.width + 240) * info.channels
    expect(data[index]!).toBeGreaterThan(150)
    expect(data[index + 2]!).toBeLessThan(110)
  })

  it('is bounded to 1,600 px, and never enlarged', async () => {
    const photo = await normalize(await disc(3200, 1200).jpeg().toBuffer())
    expect(photo).toMatchObject({ width: PHOTO_SIDE_MAX, height: 600, sourceWidth: 3200, sourceHeight: 1200 })
    expect(await normalize(await disc(200, 150).jpeg().toBuffer())).toMatchObject({ width: 200, height: 150 })
  })

  it('of several frames is its first', async () => {
    const frames = await sharp(
      [await disc(200, 200).png().toBuffer(), await disc(200, 200).negate().png().toBuffer()],
      { join: { animated: true } },
    )
      .gif({ delay: [100, 100] })
      .toBuffer()
    expect((await sharp(frames).metadata()).pages).toBe(2)
    const photo = await normalize(frames)
    expect(photo).toMatchObject({ width: 200, height: 200, ground: 'white' })
  })

  it('with an alpha channel that hides nothing is opaque', async () => {
    const photo = await normalize(await disc().ensureAlpha(1).png().toBuffer())
    expect(photo).toMatchObject({ ground: 'white', contentType: 'image/jpeg' })
  })

  it('of 16 bits a channel, and in grey, comes out in eight bits of sRGB', async () => {
    for (const source of [
      await disc().toColourspace('rgb16').png().toBuffer(),
      await disc().greyscale().jpeg().toBuffer(),
    ]) {
      const { bytes } = await normalize(source)
      expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'uchar', space: 'srgb' })
    }
  })
})

describe('the ground and subject of a photo', () => {
  it.each([
    ['transparent', 'transparent', 'image/png'],
    ['white', 'white', 'image/jpeg'],
    ['scene', 'scene', 'image/jpeg'],
    ['tall', 'transparent', 'image/png'],
    ['wide', 'white', 'image/jpeg'],
    ['standing', 'white', 'image/jpeg'],
  ] as const)('of the drawing "%s" is %s', async (drawing, ground, contentType) => {
    expect(await normalize(drawn(DRAWINGS[drawing]))).toMatchObject({ ground, contentType })
  })

  it('is a box close around a cut-out', async () => {
    const { subject } = await normalize(drawn(DRAWINGS.white))
    // The glasses were drawn from 101 to 899 of 1,000 across, from 157 to 483 of 640 down.
    expect(subject.left).toBeCloseTo(0.1, 1)
    expect(subject.right).toBeCloseTo(0.9, 1)
    expect(subject.top).toBeCloseTo(0.25, 1)
    expect(subject.bottom).toBeCloseTo(0.755, 1)
  })

  it('holds what stands out in a scene', async () => {
    const { subject } = await normalize(drawn(DRAWINGS.scene))
    expect((subject.left + subject.right) / 2).toBeCloseTo(0.52, 1)
    expect((subject.top + subject.bottom) / 2).toBeGreaterThan(0.45)
  })

  it('says where the photo cuts the subject, and only there', async () => {
    const cut = await normalize(drawn(DRAWINGS.standing))
    expect(cut.subject.bottom).toBe(1)
    expect(cut.subject.left).toBeGreaterThan(0)
    const trimmed = await normalize(await sharp(drawn(DRAWINGS.transparent)).trim().toBuffer())
    expect(Object.values(trimmed.subject).some((edge) => edge === 0 || edge === 1)).toBe(false)
  })

  it('is the middle when everything is white', async () => {
    const white = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    expect(await normalize(white)).toMatchObject({
      ground: 'white',
      subject: { left: 0.1, top: 0.1, right: 0.9, bottom: 0.9 },
    })
  })
})

describe('what is no usable picture', () => {
  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['HTML', Buffer.from('<!doctype html><title>404</title>')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['TIFF', Buffer.from('II*\u0000', 'latin1')],
    ['nothing', new Uint8Array()],
  ])('is refused before a decoder sees it: %s', async (_, bytes) => {
    expect(await refusal(bytes)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('expected JPEG, PNG, WebP, AVIF or GIF'),
    })
  })

  it('is refused when it breaks off', async () => {
    const jpeg = await disc().jpeg().toBuffer()
    expect((await refusal(jpeg.subarray(0, jpeg.length >> 1))).code).toBe('invalid')
    expect((await refusal(jpeg.subarray(0, 20))).code).toBe('invalid')
    const png = await disc().png().toBuffer()
    expect((await refusal(png.subarray(0, png.length >> 1))).code).toBe('invalid')
  })

  it.each([
    [20_000, 20_000],
    [60_000, 60_000],
    [1, 2_000_000],
  ])('is refused by its header when it is a bomb of %i × %i, in no time', async (width, height) => {
    const startedAt = performance.now()
    expect(['too-large', 'invalid']).toContain((await refusal(pngHeader(width, height))).code)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it('is refused when it is a tracking pixel', async () => {
    expect((await refusal(await disc(4, 4).png().toBuffer())).message).toContain('at least 16')
  })
})

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif'

/**
 * Which picture the first bytes announce; undefined for anything else. Asked before a decoder sees the bytes, so that
 * SVG, PDF, TIFF and the many other formats that libvips could be built with are never tried.
 */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(4, 8) === 'ftyp' && /avi[fs]/.test(text(8, 40))) return 'avif'
  return undefined
}

import type { Photo } from './photo.ts'

/** What is to be known of a photo before it is advertised. */
export interface PhotoFinding {
  readonly rule: 'photo-too-small' | 'photo-on-white' | 'photo-transparent' | 'photo-banner-like'
  readonly message: string
}

/** Of either side, as Google asks of product pictures. Source: https://support.google.com/merchants/answer/6324350, read 2026-11-24. */
const SIDE_MIN = 500
/** Of the long side to the short one; product photos are seldom beyond 16:9, banners rarely below 5:2. */
const BANNER_RATIO = 2.4

/** Every finding that holds; judged by the picture as it came, before it was bounded. */
export function photoFindings({
  sourceWidth,
  sourceHeight,
  ground,
}: Omit<Photo, 'fetchedAt' | 'hash'>): PhotoFinding[] {
  const findings: PhotoFinding[] = []
  const size = `${sourceWidth} × ${sourceHeight} pixels`
  if (Math.min(sourceWidth, sourceHeight) < SIDE_MIN)
    findings.push({
      rule: 'photo-too-small',
      message: `the photo has ${size}; Google asks for at least ${SIDE_MIN} × ${SIDE_MIN}`,
    })
  const ratio = Math.max(sourceWidth, sourceHeight) / Math.min(sourceWidth, sourceHeight)
  if (ratio >= BANNER_RATIO)
    findings.push({
      rule: 'photo-banner-like',
      message: `the photo has ${size}, the shape of a banner; give one of the product alone`,
    })
  if (ground === 'white')
    findings.push({ rule: 'photo-on-white', message: 'the product stands on white, as most platforms like it' })
  if (ground === 'transparent')
    findings.push({
      rule: 'photo-transparent',
      message: 'the photo is transparent; platforms lay it on a ground of their own, white as a rule',
    })
  return findings
}

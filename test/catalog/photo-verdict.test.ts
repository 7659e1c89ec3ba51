import { describe, expect, it } from 'vitest'
import type { Photo } from '../../src/catalog/photo.ts'
import { photoFindings } from '../../src/catalog/photo-verdict.ts'

const photo = (sourceWidth: number, sourceHeight: number, ground: Photo['ground'] = 'scene') => ({
  ...{
    shopId: 'optics',
    url: 'https://shop.example/a.jpg',
    width: 400,
    height: 400,
    sourceWidth,
    sourceHeight,
    ground,
  },
  subject: { left: 0, top: 0, right: 1, bottom: 1 },
})

describe('the verdict on a photo', () => {
  const cases: Record<string, [ReturnType<typeof photo>, string[]]> = {
    'a square of a scene': [photo(1_000, 1_000), []],
    'one that is just large enough': [photo(500, 500), []],
    'one that is narrow by a pixel': [photo(499, 800), ['photo-too-small']],
    'one on white': [photo(800, 800, 'white'), ['photo-on-white']],
    'a cut-out': [photo(800, 800, 'transparent'), ['photo-transparent']],
    'a wide screen': [photo(1_920, 1_080), []],
    'a banner': [photo(1_400, 500), ['photo-banner-like']],
    'a flat banner': [photo(728, 90, 'white'), ['photo-too-small', 'photo-banner-like', 'photo-on-white']],
    'a skyscraper': [photo(500, 1_500), ['photo-banner-like']],
  }
  for (const [name, [given, rules]] of Object.entries(cases))
    it(`is right for ${name}`, () => {
      expect(photoFindings(given).map(({ rule }) => rule)).toEqual(rules)
    })
})

import type { Offer } from '../../src/catalog/offer.ts'

const COLORS = ['Black', 'Tortoise', 'Crystal', 'Olive', 'Gunmetal', 'Honey & Amber', 'Blå', 'Größe "M"']
const WORDS = 'light acetate frame hand polished hinges spring scratch resistant lens case cloth round slim'.split(' ')

/** The same offers for the same seed: about 20 attributes and one kilobyte each, with characters that need escaping. */
export function seededOffers(count: number, seed = 42): Offer[] {
  const random = seeded(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  return Array.from({ length: count }, (_, index): Offer => {
    const group = `model-${Math.floor(index / 4)}`
    const color = pick(COLORS)
    const minor = 4_900 + Math.floor(random() * 30_000)
    const text = Array.from({ length: 60 }, () => pick(WORDS)).join(' ')
    return {
      offerId: `${group}-${index % 4}`,
      title: `Frame ${group}, ${color} & case <No. ${index}>`,
      description: `${text}. ${text}`,
      link: `https://shop.example/p/${group}?variant=${index % 4}&ref=feed`,
      imageLink: `https://cdn.example/photos/${index}.jpg`,
      additionalImageLinks: [1, 2].map((view) => `https://cdn.example/photos/${index}-${view}.jpg`),
      availability: random() < 0.9 ? 'in_stock' : 'out_of_stock',
      price: { minor, currency: 'EUR' },
      salePrice: random() < 0.2 ? { minor: minor - 1_000, currency: 'EUR' } : undefined,
      brand: 'Halden',
      mpn: `HF-${index}`,
      condition: 'new',
      color,
      material: 'acetate',
      size: pick(['S', 'M', 'L']),
      gender: 'unisex',
      ageGroup: 'adult',
      itemGroupId: group,
      googleProductCategory: '178',
      productTypes: ['Eyewear > Glasses > Round'],
      productHighlights: ['Spring hinges', 'Case & cloth included'],
      customLabel0: pick(['new', 'classic']),
      shippingWeight: { value: 0.3, unit: 'kg' },
    }
  })
}

/** Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

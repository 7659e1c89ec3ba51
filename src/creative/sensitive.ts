import type { Offer } from '../catalog/offer.ts'

/**
 * Goods whose name would say something about the person: health, body, hardship, faith, intimacy. A creative for them
 * names no product in its sentence. Meta's policy on personal attributes (transparency.fb.com, read 2026-11-22) and
 * Google's on personalised advertising (support.google.com/adspolicy/answer/143465).
 */
const SENSITIVE =
  /\b(health care|medical|medicine|medication|pharmac\w*|prescription|supplements?|vitamins?|weight loss|diet\w*|hearing aids?|incontinence|pregnan\w*|maternity|nursing|fertility|ovulation|menstrua\w*|feminine|menopause|contracepti\w*|condoms?|lubricants?|sexual|erotic\w*|adult toys?|mature|lingerie|wheelchairs?|mobility|walkers?|canes?|crutch\w*|orthop\w*|prosthe\w*|braces?|diabet\w*|glucose|blood pressure|allerg\w*|acne|psoriasis|eczema|hair loss|wigs?|plus[- ]size|big and tall|compression|rehab\w*|addict\w*|quit smoking|nicotine|cannabis|cbd|debt|loans?|religio\w*|bibles?|quran|torah|rosar\w*|hijabs?|crosses|funeral\w*|urns?|weapons?|firearms?|ammunition)\b/i

export function isSensitive(
  offer: Pick<Offer, 'title' | 'productTypes' | 'googleProductCategory' | 'fbProductCategory' | 'adult'>,
): boolean {
  if (offer.adult) return true
  const texts = [
    offer.title.slice(0, 500),
    ...(offer.productTypes ?? []),
    offer.googleProductCategory,
    offer.fbProductCategory,
  ]
  return texts.some((text) => text !== undefined && SENSITIVE.test(text))
}

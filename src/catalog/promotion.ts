import { group, integer, interval, list, money, oneOf, text, url, type ValueOf } from './attribute.ts'

/**
 * Every attribute of a promotion that a shop runs; offers name it in `promotionIds`.
 * Source: https://support.google.com/merchants/answer/2906014 and npm:@google-shopping/promotions@0.7.0, read 2026-11-22.
 */
export const PROMOTION = group({
  promotionId: text,
  productApplicability: oneOf('all_products', 'specific_products'),
  offerType: oneOf('no_code', 'generic_code'),
  redemptionCode: text,
  title: text,
  effective: interval,
  display: interval,
  redemptionChannels: list(oneOf('online', 'in_store')),
  couponValueType: oneOf(
    'money_off',
    'percent_off',
    'buy_m_get_n_money_off',
    'buy_m_get_n_percent_off',
    'buy_m_get_money_off',
    'buy_m_get_percent_off',
    'free_gift',
    'free_gift_with_value',
    'free_gift_with_item_id',
    'free_shipping_standard',
    'free_shipping_overnight',
    'free_shipping_two_day',
  ),
  moneyOff: money,
  percentOff: integer,
  minimumPurchaseQuantity: integer,
  discountedQuantity: integer,
  giftDescription: text,
  giftValue: money,
  giftOfferId: text,
  minimumPurchase: money,
  limitQuantity: integer,
  limitValue: money,
  offerIds: list(text),
  offerIdsExcluded: list(text),
  brands: list(text),
  brandsExcluded: list(text),
  itemGroupIds: list(text),
  itemGroupIdsExcluded: list(text),
  productTypes: list(text),
  productTypesExcluded: list(text),
  storeApplicability: oneOf('all_stores', 'specific_stores'),
  link: url,
} as const)

export type Promotion = ValueOf<typeof PROMOTION>

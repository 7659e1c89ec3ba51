import type { MiddlewareHandler } from 'hono'
import { DEFAULT_SHOP_ID, embeddedShop, isShopId, type Shop } from '../catalog/shop.ts'
import { AppError } from '../shared/errors.ts'
import { findLiveKey, may, type Permission, presentedKeys, serves } from './auth.ts'
import type { Deps } from './deps.ts'
import type { Access, AppEnv } from './env.ts'
import type { ApiKey } from './keys.ts'

/**
 * The demo shop is invented data: its offers, creatives and studio page are read without a key, so that a first look
 * needs none. Its feeds take their token and its visitors a key like every shop's, and nothing can be changed without.
 */
export const DEMO_SHOP_ID = 'demo'

export interface AccessRule {
  readonly permission: Permission
  /** Where the shop is named: `/feeds/:shop/…`, or `?shop=`. */
  readonly shopIn?: 'path' | 'query'
  /** Ad platforms can carry a key nowhere but in the address. */
  readonly tokenInQuery?: boolean
  readonly demoIsOpen?: boolean
}

type AccessDeps = Pick<Deps, 'keys' | 'shops' | 'digest' | 'now'>

/** Lets a request through with its `access`, or throws: no key 401, the wrong role 403, a foreign or absent shop 404. */
export function authorized(rule: AccessRule, deps: AccessDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const wanted = rule.shopIn === 'path' ? c.req.param('shop') : c.req.query('shop')
    const texts = presentedKeys(c.req.header('Authorization'))
    const token = rule.tokenInQuery ? c.req.query('token') : undefined
    if (token) texts.push(token)
    const access = await accessByKeys(texts, wanted, rule, deps)
    c.set('access', access)
    c.set('shopId', access.shop.shopId)
    await next()
  }
}

/** What these texts, wherever they stood in the request, open of the shop that is wanted; throws as `authorized` does. */
export async function accessByKeys(
  texts: readonly string[],
  wanted: string | undefined,
  rule: AccessRule,
  deps: AccessDeps,
): Promise<Access> {
  const isOpen = rule.demoIsOpen === true && wanted === DEMO_SHOP_ID
  if (texts.length === 0 && isOpen) return { shop: await existingShop(DEMO_SHOP_ID, deps) }

  const key = await firstLiveKey(texts, deps)
  const isAllowed = may(key.role, rule.permission)
  if (isOpen && !(isAllowed && serves(key, DEMO_SHOP_ID))) return { shop: await existingShop(DEMO_SHOP_ID, deps) }
  if (!isAllowed)
    throw new AppError('forbidden', `a key of role "${key.role}" may not do this (it needs ${rule.permission})`)
  const shopId = wanted ?? key.shopId ?? DEFAULT_SHOP_ID
  // Foreign and absent are answered alike.
  if (!serves(key, shopId)) throw noSuchShop()
  return { shop: await existingShop(shopId, deps, { embed: WRITES.has(rule.permission) }), key }
}

const WRITES: ReadonlySet<Permission> = new Set(['events:send', 'catalog:write'])

/** The first of the texts that is a live key. */
export async function firstLiveKey(texts: readonly string[], deps: Omit<AccessDeps, 'shops'>): Promise<ApiKey> {
  for (const text of texts) {
    const key = await findLiveKey(text, deps)
    if (key) return key
  }
  throw new AppError(
    'unauthorized',
    texts.length === 0
      ? 'no key came with the request; send "Authorization: Bearer sg_…"'
      : 'the key is unknown, expired or revoked; make one with "secondglance keys create"',
  )
}

/** The embedded shop is there from the start; `embed` stores it, for who is about to fill it. */
export async function existingShop(
  shopId: string,
  deps: Pick<Deps, 'shops' | 'now'>,
  options: { embed?: boolean } = {},
): Promise<Shop> {
  const shop = isShopId(shopId) ? await deps.shops.getShop(shopId) : undefined
  if (shop) return shop
  if (shopId !== DEFAULT_SHOP_ID) throw noSuchShop()
  const embedded = embeddedShop(deps.now())
  if (options.embed) await deps.shops.createShop(embedded)
  return embedded
}

export const noSuchShop = (): AppError => new AppError('not-found', 'there is no such shop')

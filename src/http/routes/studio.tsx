/** @jsxImportSource hono/jsx */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { DEFAULT_SHOP_ID, type Shop } from '../../catalog/shop.ts'
import { AppError } from '../../shared/errors.ts'
import { readStudioQuery } from '../../studio/address.ts'
import { loginPage } from '../../studio/login.tsx'
import { studioPage } from '../../studio/page.tsx'
import { studioScript } from '../../studio/script.ts'
import { studioStyle } from '../../studio/style.ts'
import { DEMO_SHOP_ID, existingShop, noSuchShop } from '../access.ts'
import { findLiveKey, may, presentedKeys, serves } from '../auth.ts'
import { readBody } from '../body.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import type { ApiKey } from '../keys.ts'
import { inlineSources } from '../security-headers.ts'
import { endSession, sessionKey, startSession } from '../session.ts'
import { studioModel } from '../studio/model.ts'

const html = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } })

const pageRoute = createRoute({
  method: 'get',
  path: '/',
  tags: ['Studio'],
  summary: 'Offers, what was left behind, feeds and previews',
  description: 'Of the demo shop for everybody, of others for who has signed in.',
  responses: { 200: html('The studio'), 303: { description: 'To the sign-in' } },
})

const loginRoute = createRoute({
  method: 'get',
  path: '/login',
  tags: ['Studio'],
  summary: 'The form to sign in with a key',
  responses: { 200: html('The form'), 303: { description: 'Signed in already' } },
})

const signInRoute = createRoute({
  method: 'post',
  path: '/login',
  tags: ['Studio'],
  summary: 'Sign in with the form',
  responses: {
    303: { description: 'Signed in; the cookie lasts twelve hours' },
    401: html('The key is not valid'),
    403: html('The key is not one for the studio, or the form was not ours'),
  },
})

const signInForm = z.object({
  key: z.string(),
  next: z.string().optional().openapi({ description: 'Where to go afterwards, on this site' }),
})

const signOutRoute = createRoute({
  method: 'post',
  path: '/logout',
  tags: ['Studio'],
  summary: 'Sign out of the studio',
  responses: { 303: { description: 'Signed out' } },
})

const FORM_BYTES_MAX = 8 * 1024

export function addStudioRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const sources = inlineSources({ style: studioStyle, script: studioScript }, deps.digest)
  const answerPage = (c: Context<AppEnv>, page: string, status: 200 | 401 | 403 = 200): Response => {
    c.set('inlineSources', sources)
    return c.html(page, status)
  }

  app.openapi(pageRoute, async (c) => {
    const query = readStudioQuery(new URL(c.req.url).searchParams)
    const key = await viewerKey(c, deps)
    const shops = key ? await shopsOf(key, deps) : await demoShop(deps)
    const shop = await chooseShop(shops, query.shop, deps)
    if (!shop) {
      if (key) throw noSuchShop()
      return c.redirect(`/login?next=${encodeURIComponent(localPathOf(c.req.url, deps.publicUrl))}`, 303)
    }
    c.set('shopId', shop.shopId)
    return answerPage(c, studioPage(await studioModel({ shop, shops, key, query }, deps)))
  })

  app.openapi(loginRoute, async (c) => {
    const next = c.req.query('next')
    if (await viewerKey(c, deps)) return c.redirect(localPathOf(next, deps.publicUrl), 303)
    return answerPage(c, loginPage({ next: next === undefined ? undefined : localPathOf(next, deps.publicUrl) }))
  })

  app.openAPIRegistry.registerPath({
    ...signInRoute,
    request: { body: { content: { 'application/x-www-form-urlencoded': { schema: signInForm } } } },
  })
  app.openapi({ ...signInRoute, hide: true }, async (c) => {
    assertOwnForm(c)
    const form = new URLSearchParams(new TextDecoder().decode(await readBody(c.req.raw, FORM_CAPS)))
    const next = localPathOf(form.get('next') ?? undefined, deps.publicUrl)
    const key = await findLiveKey((form.get('key') ?? '').trim(), deps)
    if (!key) return answerPage(c, loginPage({ fault: 'This key is unknown, expired or revoked.', next }), 401)
    if (!may(key.role, 'studio:view')) {
      const fault = `A key of role “${key.role}” does not open the studio; one of role marketer or admin does.`
      return answerPage(c, loginPage({ fault, next }), 403)
    }
    startSession(c, key, deps)
    return c.redirect(next, 303)
  })

  app.openapi(signOutRoute, (c) => {
    assertOwnForm(c)
    endSession(c, deps)
    return c.redirect('/', 303)
  })
}

const FORM_CAPS = { wireBytes: FORM_BYTES_MAX, inflatedBytes: FORM_BYTES_MAX }

/** The key of who is signed in, or who sends one like a program. */
async function viewerKey(c: Context<AppEnv>, deps: Deps): Promise<ApiKey | undefined> {
  for (const text of presentedKeys(c.req.header('Authorization'))) {
    const key = await findLiveKey(text, deps)
    if (key && may(key.role, 'studio:view')) return key
  }
  const key = await sessionKey(c, deps)
  return key && may(key.role, 'studio:view') ? key : undefined
}

/** Every shop the key serves; the embedded one is there from the start. */
async function shopsOf(key: ApiKey, deps: Deps): Promise<Shop[]> {
  const stored = (await deps.shops.listShops()).filter(({ shopId }) => serves(key, shopId))
  if (stored.some(({ shopId }) => shopId === DEFAULT_SHOP_ID) || !serves(key, DEFAULT_SHOP_ID)) return stored
  return [await existingShop(DEFAULT_SHOP_ID, deps), ...stored]
}

async function demoShop(deps: Deps): Promise<Shop[]> {
  const demo = await deps.shops.getShop(DEMO_SHOP_ID)
  return demo ? [demo] : []
}

/** The shop that is asked for; else the first, unless that is the embedded one, still empty, beside others. */
async function chooseShop(shops: readonly Shop[], wanted: string | undefined, deps: Deps): Promise<Shop | undefined> {
  if (wanted !== undefined) return shops.find(({ shopId }) => shopId === wanted)
  const [first, second] = shops
  if (!first || !second || first.shopId !== DEFAULT_SHOP_ID) return first
  return (await deps.catalog.status(first.shopId)).offers > 0 ? first : second
}

/** A way inside this site, whatever was handed in; never an address elsewhere. */
function localPathOf(address: string | undefined, publicUrl: string): string {
  if (address === undefined || !URL.canParse(address, publicUrl)) return '/'
  const { pathname, search } = new URL(address, publicUrl)
  return pathname === '/' ? `/${search}` : '/'
}

/** A form elsewhere must not sign anybody in or out; browsers say where a form stood. */
function assertOwnForm(c: Context<AppEnv>): void {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new AppError('forbidden', 'the form was not sent from this site')
}

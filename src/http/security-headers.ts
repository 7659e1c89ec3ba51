import type { MiddlewareHandler } from 'hono'
import type { Digest } from '../shared/digest.ts'
import type { AppEnv } from './env.ts'

/*
 * Threat: an answer that is taken for something else, a page of ours inside a foreign frame, an address with a token
 * that travels on as a referrer, and markup of a catalog that slips into a page.
 * A page may use exactly the inline style and script it was built with, by hash, and pictures and faces of this service; foreign
 * frames, forms and connections are off. Everything that is no page may load nothing at all.
 * Left open: a picture's bytes are trusted to the browser's decoder, after they were re-encoded here.
 */
export const securityHeaders = (publicUrl: string): MiddlewareHandler<AppEnv> => {
  const pictures = `img-src 'self' data: ${new URL(publicUrl).origin}`
  return async (c, next) => {
    await next()
    const { headers } = c.res
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('Referrer-Policy', 'no-referrer')
    headers.set('X-Frame-Options', 'DENY')
    // What may be kept says so itself.
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
    const common = ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]
    if (!headers.get('Content-Type')?.startsWith('text/html')) {
      headers.set('Content-Security-Policy', [...common, "form-action 'none'"].join('; '))
      return
    }
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set(
      'Content-Security-Policy',
      [...common, "form-action 'self'", "font-src 'self'", pictures, ...(c.get('inlineSources') ?? [])].join('; '),
    )
  }
}

/** The directives that allow these inline texts and no others. */
export function inlineSources(inline: { style?: string; script?: string }, digest: Digest): string[] {
  const source = (text: string): string => `'sha256-${base64OfHex(digest.sha256(text))}'`
  return [
    ...(inline.style === undefined ? [] : [`style-src ${source(inline.style)}`]),
    ...(inline.script === undefined ? [] : [`script-src ${source(inline.script)}`]),
  ]
}

const base64OfHex = (hex: string): string =>
  btoa((hex.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join(''))

import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

export const IMMUTABLE = 'public, max-age=31536000, immutable'

/** A whole picture with its strong ETag, or 304 to who has it. Pages and mails of any origin may show it. */
export function answerPicture(
  c: Context<AppEnv>,
  picture: { bytes: Uint8Array; contentType: string; hash: string; cacheControl: string },
): Response {
  const etag = `"${picture.hash}"`
  const headers = {
    ETag: etag,
    'Cache-Control': picture.cacheControl,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
  if (matchesEtag(c.req.header('If-None-Match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(picture.bytes as Uint8Array<ArrayBuffer>, {
    headers: { ...headers, 'Content-Type': picture.contentType, 'Content-Length': String(picture.bytes.length) },
  })
}

/** Compares weakly, as If-None-Match asks for. */
const matchesEtag = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag))

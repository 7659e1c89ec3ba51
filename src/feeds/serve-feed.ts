import { FEED_FORMATS, type FeedFormat } from '../channels/channel.ts'
import { channel as channelById } from '../channels/registry.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import { SECOND_MS } from '../shared/time.ts'
import { type ByteRange, openFeed } from './open-feed.ts'
import type { FeedVersion } from './store.ts'

const ENDING: Readonly<Record<FeedFormat, string>> = { rss: 'xml', tsv: 'tsv', csv: 'csv' }

const CONTENT_TYPE: Readonly<Record<FeedFormat, string>> = {
  rss: 'application/xml; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

export interface FeedFileName {
  /** With the name behind it, where the shop has named the feed: `meta-catalog~austria`. */
  readonly channelId: string
  readonly format: FeedFormat
  /** The address ends in `.gz`: the compressed file is what is asked for, not a way of sending the plain one. */
  readonly gzip: boolean
}

/** `google-merchant.xml`, `meta-catalog~austria.csv.gz`. */
export const feedFileName = ({ channelId, format, gzip }: FeedFileName): string =>
  `${channelId}.${ENDING[format]}${gzip ? '.gz' : ''}`

/** Reads {@link feedFileName}; undefined for a channel or format that there is not. */
export function parseFeedFileName(name: string): FeedFileName | undefined {
  const [, channelId = '', ending, gz] = /^([a-z0-9-]+(?:~[a-z0-9-]+)?)\.(xml|tsv|csv)(\.gz)?$/.exec(name) ?? []
  const format = FEED_FORMATS.find((known) => ENDING[known] === ending)
  if (format === undefined || !channelById(channelId.replace(/~.*/, ''))?.formats.includes(format)) return undefined
  return { channelId, format, gzip: gz !== undefined }
}

/** What of a request decides about its answer. */
export interface FeedRequest {
  readonly method: 'GET' | 'HEAD'
  readonly gzip: boolean
  readonly acceptEncoding?: string
  readonly ifNoneMatch?: string
  readonly ifModifiedSince?: string
  readonly range?: string
  readonly ifRange?: string
}

export interface FeedAnswer {
  readonly status: 200 | 206 | 304 | 416
  readonly headers: Readonly<Record<string, string>>
  /** Of the version that was sent, or found unchanged. */
  readonly hash: string
  /** The compressed file is meant, in transit or as such. */
  readonly isGzip: boolean
  /** Undefined for HEAD and for answers without content. */
  readonly body?: ReadableStream<Uint8Array>
}

interface FeedSource {
  readonly now: () => number
  readonly current: () => Promise<FeedVersion | undefined>
  readonly blobs: Pick<BlobStore, 'open'>
}

/**
 * Answers a request for a feed as HTTP wants it (RFC 9110): validators, conditions, one range. The stored gzip file is
 * sent as it is to who can read it, and inflated for who cannot. Undefined when there is no feed yet.
 */
export async function serveFeed(request: FeedRequest, source: FeedSource): Promise<FeedAnswer | undefined> {
  // The files of a version may go between looking it up and opening them, when two newer ones came; so look again.
  for (let tries = 0; tries < 3; tries++) {
    const version = await source.current()
    if (!version) return undefined
    const plan = planAnswer(request, version, source.now())
    const { status, headers, sent } = plan
    const answer = { status, headers, hash: version.hash, isGzip: plan.isGzip }
    if (!sent) return answer
    const body = await openFeed(version, plan.isGzip ? 'gzip' : 'plain', sent.range, source.blobs)
    if (body) return { ...answer, body }
  }
  return undefined
}

interface AnswerPlan {
  readonly status: FeedAnswer['status']
  readonly headers: Readonly<Record<string, string>>
  readonly isGzip: boolean
  /** Absent for answers without content. */
  readonly sent?: { readonly range?: ByteRange }
}

function planAnswer(request: FeedRequest, version: FeedVersion, now: number): AnswerPlan {
  // A range is asked for to resume a plain download; counting it in a compressed one would help nobody.
  const encoded = !request.gzip && request.range === undefined && acceptsGzip(request.acceptEncoding)
  const isGzip = request.gzip || encoded
  const size = isGzip ? version.gzipBytes : version.bytes
  const etag = `"${version.hash}${isGzip ? '-gz' : ''}"`
  const headers: Record<string, string> = {
    etag,
    'last-modified': new Date(version.changedAt).toUTCString(),
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    'x-feed-items': String(version.items),
    'x-feed-built-at': new Date(version.builtAt).toISOString(),
    'x-feed-age': String(Math.max(0, Math.floor((now - version.builtAt) / SECOND_MS))),
  }
  if (!request.gzip) headers.vary = 'accept-encoding'
  if (isNotModified(request, etag, version.changedAt)) return { status: 304, headers, isGzip }

  headers['content-type'] = request.gzip ? 'application/gzip' : CONTENT_TYPE[version.format]
  if (encoded) headers['content-encoding'] = 'gzip'
  const range = wantedRange(request, etag, version.changedAt, size)
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}`, 'content-length': '0' }, isGzip }
  headers['content-length'] = String(range ? range.end - range.start + 1 : size)
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`
  const status = range ? 206 : 200
  if (request.method === 'HEAD') return { status, headers, isGzip }
  return { status, headers, isGzip, sent: { range } }
}

/** `gzip` or `*` with a weight above zero; `x-gzip` is its old name. */
function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map<string, number>()
  for (const item of (header ?? '').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    weights.set(coding, weight === undefined ? 1 : Number(weight))
  }
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0
}

/** If-None-Match decides alone where it is given, and compares weakly. */
function isNotModified({ ifNoneMatch, ifModifiedSince }: FeedRequest, etag: string, changedAt: number): boolean {
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return true
    return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  }
  const since = ifModifiedSince === undefined ? Number.NaN : Date.parse(ifModifiedSince)
  return !Number.isNaN(since) && wholeSeconds(changedAt) <= since
}

/** The one range a GET asks for; undefined for the whole, also where the header is not to be followed. */
function wantedRange(
  { method, range, ifRange }: FeedRequest,
  etag: string,
  changedAt: number,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  if (method !== 'GET' || range === undefined) return undefined
  if (ifRange !== undefined && ifRange.trim() !== etag && Date.parse(ifRange) !== wholeSeconds(changedAt))
    return undefined
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim()) ?? []
  if (from === '' && to === '') return undefined
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(from)
  if (to !== '' && Number(to) < start) return undefined
  if (start >= size) return 'unsatisfiable'
  return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

const wholeSeconds = (at: number): number => Math.floor(at / SECOND_MS) * SECOND_MS

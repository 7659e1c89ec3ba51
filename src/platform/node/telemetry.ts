import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Log, LogFields, Metrics } from '../../shared/telemetry.ts'

interface MetricDefinition {
  readonly name: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels?: readonly string[]
  /** Upper bounds of a histogram, in seconds. */
  readonly buckets?: readonly number[]
}

const QUICK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const LONG = [0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900]

/** Every metric there is; dashboards and alerts stand on these names and labels. */
export const METRICS = [
  { name: 'events_received_total', kind: 'counter', help: 'Events that arrived, whatever became of them' },
  { name: 'events_stored_total', kind: 'counter', help: 'Events stored' },
  { name: 'events_duplicate_total', kind: 'counter', help: 'Events whose id was stored before' },
  { name: 'events_rejected_total', kind: 'counter', help: 'Events refused, by rule', labels: ['reason'] },
  { name: 'events_dead_letter_total', kind: 'counter', help: 'Events set aside because nothing could read them' },
  { name: 'events_consent_dropped_total', kind: 'counter', help: 'Events forgotten because the visitor refused' },
  { name: 'events_bot_total', kind: 'counter', help: 'Events of crawlers and other robots' },
  { name: 'event_ack_seconds', kind: 'histogram', help: 'From the last byte of a batch to its answer', buckets: QUICK },
  { name: 'catalog_import_total', kind: 'counter', help: 'Catalog imports, by their end', labels: ['result'] },
  { name: 'catalog_items', kind: 'gauge', help: 'Offers in all catalogs' },
  { name: 'feed_build_seconds', kind: 'histogram', help: 'Building one feed', buckets: LONG },
  {
    name: 'feed_failures_total',
    kind: 'counter',
    help: 'Feeds that could not be built, or would have been emptied, while the last good one is served',
    labels: ['channel', 'reason'],
  },
  { name: 'feed_items', kind: 'gauge', help: 'Items in all published feeds' },
  { name: 'feed_age_seconds', kind: 'gauge', help: 'Since the least recently built feed was built' },
  {
    name: 'feed_requests_total',
    kind: 'counter',
    help: 'Requests for feeds, by channel and status',
    labels: ['channel', 'status'],
  },
  { name: 'render_total', kind: 'counter', help: 'Creatives asked for, by outcome', labels: ['result'] },
  { name: 'render_seconds', kind: 'histogram', help: 'Rendering, by stage', labels: ['stage'], buckets: QUICK },
  {
    name: 'render_fallback_total',
    kind: 'counter',
    help: 'Creatives that had to do without something',
    labels: ['kind'],
  },
  {
    name: 'outbound_fetch_total',
    kind: 'counter',
    help: 'Fetches from the web, by kind and result',
    labels: ['kind', 'result'],
  },
  { name: 'outbound_blocked_total', kind: 'counter', help: 'Fetches the guard refused, by reason', labels: ['reason'] },
  {
    name: 'http_requests_total',
    kind: 'counter',
    help: 'Requests answered, by route pattern, method and status',
    labels: ['route', 'method', 'status'],
  },
  { name: 'http_request_seconds', kind: 'histogram', help: 'From request to answer', buckets: QUICK },
] as const satisfies readonly MetricDefinition[]

/**
 * {@link Metrics} in a registry of their own, so that several services in one process do not mix.
 * A name or label that is not in {@link METRICS} is a fault of ours and throws.
 */
export function promMetrics(): Metrics {
  const registry = new Registry()
  const counters = new Map<string, Counter>()
  const gauges = new Map<string, Gauge>()
  const histograms = new Map<string, Histogram>()
  for (const definition of METRICS as readonly MetricDefinition[]) {
    const { name, kind, help, labels = [], buckets = QUICK } = definition
    const shared = { name, help, labelNames: labels, registers: [registry] }
    if (kind === 'counter') counters.set(name, new Counter(shared))
    else if (kind === 'gauge') gauges.set(name, new Gauge(shared))
    else histograms.set(name, new Histogram({ ...shared, buckets: [...buckets] }))
  }
  return {
    count: (name, labels = {}, by = 1) => known(counters, name, 'counter').inc({ ...labels }, by),
    gauge: (name, value, labels = {}) => known(gauges, name, 'gauge').set({ ...labels }, value),
    observe: (name, seconds, labels = {}) => known(histograms, name, 'histogram').observe({ ...labels }, seconds),
    expose: () => registry.metrics(),
  }
}

function known<T>(metrics: ReadonlyMap<string, T>, name: string, kind: string): T {
  const metric = metrics.get(name)
  if (!metric) throw new Error(`no ${kind} is called "${name}"; declare it in METRICS`)
  return metric
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
type Level = (typeof LEVELS)[number]

/** The end of a text that somebody made long on purpose tells nothing. */
const FIELD_CHARS_MAX = 4_000

/** {@link Log} as JSON lines: `{"time":"…","level":"info","message":"…",…fields}`, one `write` each. */
export function jsonLog(stream: { write(text: string): unknown }, options: { level: Level; now: () => number }): Log {
  const threshold = LEVELS.indexOf(options.level)
  const at = (level: 'info' | 'warn' | 'error') => {
    if (LEVELS.indexOf(level) < threshold) return () => {}
    return (message: string, fields: LogFields = {}) => {
      const head = { time: new Date(options.now()).toISOString(), level, message }
      stream.write(`${JSON.stringify({ ...head, ...fields, ...head }, bounded)}\n`)
    }
  }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

const bounded = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > FIELD_CHARS_MAX ? `${value.slice(0, FIELD_CHARS_MAX)}…` : value

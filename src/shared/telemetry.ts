/** One JSON line per event of note. Never a visitor id, e-mail, address query or key. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Counters, gauges and histograms by the names of the public surface; labels are closed sets, never ids. */
export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void
  gauge(name: string, value: number, labels?: Labels): void
  /** In seconds. */
  observe(name: string, seconds: number, labels?: Labels): void
  /** The Prometheus text form of everything counted so far. */
  expose(): Promise<string>
}

export type Labels = Readonly<Record<string, string>>

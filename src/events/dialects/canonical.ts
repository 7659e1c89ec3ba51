import { EVENT_TYPES } from '../event.ts'
import type { Dialect } from './dialect.ts'

/** Our own form, as `POST /v1/events` takes it. */
export const canonical: Dialect = {
  id: 'canonical',
  recognizes: ({ type, visitorId }) => visitorId !== undefined && EVENT_TYPES.some((known) => known === type),
  // When a record of a file was sent says nothing about the clock it was written by.
  translate: ({ sentAt, ...record }, { receivedAt }) => [receivedAt === undefined ? record : { ...record, sentAt }],
}

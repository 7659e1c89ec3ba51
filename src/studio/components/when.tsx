/** @jsxImportSource hono/jsx */
import { formatInstant } from '../../shared/time.ts'
import { sayAgo } from '../words.ts'

/** "4 minutes ago", with the exact instant for machines and on hovering. */
export const When = ({ at, now }: { at: number; now: number }) => (
  <time
    datetime={formatInstant(at)}
    title={formatInstant(at)
      .replace('T', ' ')
      .replace(/\.\d+Z$/, ' UTC')}
  >
    {sayAgo(at, now)}
  </time>
)

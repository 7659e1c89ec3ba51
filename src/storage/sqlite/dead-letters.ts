import type { DeadLetter } from '../../events/store.ts'
import type { Connection } from './database.ts'

export interface LetterBox {
  keep(shopId: string, letters: readonly DeadLetter[]): void
  /** Forgets letters; returns how many events they stood for. */
  settle(shopId: string, letterIds: readonly string[]): number
  list(shopId: string, limit: number): DeadLetter[]
}

/** `keep` and `settle` must be called within the transaction that counts the letters. */
export function letterBox(connection: Connection): LetterBox {
  return {
    keep(shopId, letters) {
      for (const letter of letters) {
        const { letterId, receivedAt, visitorId = null } = letter
        connection.prepare(KEEP).run(shopId, letterId, receivedAt, visitorId, JSON.stringify(letter))
      }
    },
    settle(shopId, letterIds) {
      let events = 0
      for (const letterId of letterIds) {
        const row = connection.prepare(SETTLE).get(shopId, letterId) as { copies: number } | undefined
        events += row?.copies ?? 0
      }
      return events
    },
    list(shopId, limit) {
      const rows = connection.prepare(LIST).all(shopId, limit) as { json: string }[]
      return rows.map(({ json }) => JSON.parse(json) as DeadLetter)
    },
  }
}

const KEEP = `
  insert into dead_letters (shop_id, letter_id, received_at, visitor_id, copies, json) values (?, ?, ?, ?, 1, ?)
  on conflict (shop_id, letter_id) do update set copies = copies + 1`
const SETTLE = 'delete from dead_letters where shop_id = ? and letter_id = ? returning copies'
const LIST = 'select json from dead_letters where shop_id = ? order by received_at, letter_id limit ?'

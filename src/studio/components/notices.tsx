/** @jsxImportSource hono/jsx */
import type { Notice } from '../model.ts'
import { Command } from './copy-field.tsx'

/** What a person should know before all else; nothing is drawn when there is nothing to say. */
export const Notices = ({ notices }: { notices: readonly Notice[] }) =>
  notices.length === 0 ? null : (
    <ul class="notices" aria-label="Notices">
      {notices.map(({ tone, text, command }) => (
        <li class={tone}>
          {text} {command !== undefined && <Command text={command} />}
        </li>
      ))}
    </ul>
  )

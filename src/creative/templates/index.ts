import type { Template } from '../template.ts'
import { reminder } from './reminder.tsx'

/** Every template there is; adding one is a file and a line here. */
export const templates: readonly Template[] = [reminder]

export const template = (id: string): Template | undefined => templates.find((candidate) => candidate.id === id)

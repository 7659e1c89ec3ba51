import { CommanderError } from 'commander'
import { AppError, messageOf } from '../shared/errors.ts'

/** The call itself is wrong and would be wrong whatever the data: exit code 2. */
export class CallFault extends AppError {
  constructor(message: string, options: { cause?: unknown; details?: readonly string[] } = {}) {
    super('invalid', message, options)
    this.name = 'CallFault'
  }
}

export const EXIT = { done: 0, fault: 1, wrongCall: 2 } as const

/** The exit code of anything thrown, and the lines that tell why; none where commander has told already. */
export function explain(error: unknown): { exitCode: number; lines: string[] } {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.wrongCall, lines: [] }
  const lines = [`secondglance: ${messageOf(error)}`]
  if (error instanceof AppError) lines.push(...error.details.map((detail) => `  - ${detail}`))
  return { exitCode: isWrongCall(error) ? EXIT.wrongCall : EXIT.fault, lines }
}

/** `unsupported`: a channel, template, placement or format that no data could bring into being. */
const isWrongCall = (error: unknown): boolean =>
  error instanceof CallFault || (error instanceof AppError && error.code === 'unsupported')

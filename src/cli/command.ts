import type { Command } from 'commander'
import type { CommandContext } from './context.ts'

/** Adds one command to the program; what its work resolves with is the exit code. */
export type Register = (program: Command, context: CommandContext, run: Run) => void
export type Run = (work: Promise<number>) => Promise<void>

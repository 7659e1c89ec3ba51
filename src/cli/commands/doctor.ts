import { readCall } from '../call.ts'
import type { Register } from '../command.ts'
import type { Finding } from '../context.ts'
import { EXIT } from '../faults.ts'
import { plural } from '../text.ts'

export const registerDoctor: Register = (program, context, run) => {
  program
    .command('doctor')
    .description('look at everything the service needs on this machine, and say what to mend')
    .addHelpText('after', '\nExamples:\n  secondglance doctor\n  secondglance doctor --json')
    .action((_options, command) => {
      const call = readCall(command, context)
      const work = async (): Promise<number> => {
        const findings = await context.examine(call.config)
        const ok = findings.every((finding) => finding.ok)
        await call.report({ ok, checks: findings }, () => describe(findings))
        return ok ? EXIT.done : EXIT.fault
      }
      return run(work())
    })
}

function describe(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.flatMap(({ name, ok, detail, remedy }) => [
    `${ok ? 'ok   ' : 'fault'}  ${name.padEnd(width)}  ${detail}`,
    ...(ok || !remedy ? [] : [`       ${' '.repeat(width)}  → ${remedy}`]),
  ])
  const faults = findings.filter(({ ok }) => !ok).length
  return [...lines, '', faults === 0 ? 'Everything is in order.' : `${plural(faults, 'fault')} to mend.`].join('\n')
}

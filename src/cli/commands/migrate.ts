import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { EXIT } from '../faults.ts'
import { plural } from '../text.ts'

export const registerMigrate: Register = (program, context, run) => {
  program
    .command('migrate')
    .description('bring the database up to this version; every other command does so by itself')
    .addHelpText('after', '\nExamples:\n  secondglance migrate --data /var/lib/secondglance')
    .action((_options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async ({ migrated }) => {
          await call.report({ applied: migrated }, () =>
            migrated.length === 0
              ? 'The database is up to date.'
              : `${plural(migrated.length, 'migration')} applied: ${migrated.join(', ')}`,
          )
          return EXIT.done
        }),
      )
    })
}

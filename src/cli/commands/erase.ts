import { erasePerson, exportPerson, subjectOf } from '../../audience/person-data.ts'
import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { EXIT } from '../faults.ts'
import { shopForWriting } from '../target-shop.ts'
import { plural } from '../text.ts'

interface SubjectOptions {
  readonly visitor?: string
  readonly user?: string
  readonly email?: string
  readonly emailSha256?: string
}

const subjectIn = (options: SubjectOptions) => ({
  visitorId: options.visitor,
  userId: options.user,
  email: options.email,
  emailSha256: options.emailSha256,
})

export const registerErase: Register = (program, context, run) => {
  program
    .command('erase')
    .description('remove everything kept of a person, on all their devices, and keep it out from now on')
    .option('--visitor <id>', 'the visitor’s id')
    .option('--user <id>', 'the user id of the shop')
    .option('--email <address>', 'the e-mail address')
    .option('--email-sha256 <hash>', 'its SHA-256, in lower case without blanks around it')
    .addHelpText(
      'after',
      `
What comes in later with any of their ids is counted and forgotten; of the ids only hashes stay.

Examples:
  secondglance export --visitor v-123 > v-123.json
  secondglance erase --visitor v-123
  secondglance erase --email name@shop.example --shop my-shop --json`,
    )
    .action((options: SubjectOptions, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId } = await shopForWriting(call.shopId, deps)
          const erasure = await erasePerson(shopId, subjectOf(subjectIn(options), deps.digest), deps.now(), deps)
          await call.report({ shop: shopId, ...erasure }, () =>
            [
              `Removed from shop "${shopId}": ${plural(erasure.visitors, 'visitor')}, ${plural(erasure.events, 'event')}, ${plural(erasure.items, 'item')}, ${plural(erasure.deadLetters, 'event')} set aside.`,
              'Nothing that comes in with their ids will be kept.',
            ].join('\n'),
          )
          return EXIT.done
        }),
      )
    })
}

export const registerExport: Register = (program, context, run) => {
  program
    .command('export')
    .description('everything kept of a person, as JSON: what "erase" would remove')
    .option('--visitor <id>', 'the visitor’s id')
    .option('--user <id>', 'the user id of the shop')
    .option('--email <address>', 'the e-mail address')
    .option('--email-sha256 <hash>', 'its SHA-256, in lower case without blanks around it')
    .addHelpText(
      'after',
      '\nExamples:\n  secondglance export --visitor v-123 > v-123.json\n  secondglance export --user u-9 --shop my-shop',
    )
    .action((options: SubjectOptions, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId } = await shopForWriting(call.shopId, deps)
          const data = await exportPerson(shopId, subjectOf(subjectIn(options), deps.digest), deps)
          await call.report({ shop: shopId, ...data }, () => JSON.stringify({ shop: shopId, ...data }, null, 2))
          return EXIT.done
        }),
      )
    })
}

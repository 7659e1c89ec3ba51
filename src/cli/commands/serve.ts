import { announce } from '../announce.ts'
import { readCall } from '../call.ts'
import type { Register } from '../command.ts'
import { portOption } from '../options.ts'

interface ServeOptions {
  readonly port?: number
  readonly host?: string
  readonly demo: boolean
}

export const registerServe: Register = (program, context, run) => {
  program
    .command('serve')
    .description('the service: studio, feeds, ad images and the API')
    .option('--port <number>', 'where it listens (SECONDGLANCE_PORT, else 8787)', portOption)
    .option('--host <address>', 'on which address (SECONDGLANCE_HOST, else 127.0.0.1; 0.0.0.0 for all)')
    .option('--no-demo', 'without the demo shop')
    .addHelpText(
      'after',
      `
Examples:
  secondglance serve
  secondglance serve --port 9000 --no-demo --data /var/lib/secondglance`,
    )
    .action((options: ServeOptions, command) => {
      const call = readCall(command, context, { port: options.port, host: options.host })
      return run(
        context.serve(call.config, {
          demo: options.demo,
          onReady: async (service) => {
            const announcement = await announce(service)
            await call.report(announcement.json, () => announcement.text)
          },
        }),
      )
    })
}

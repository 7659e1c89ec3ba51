import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Workspace, workspace } from './cli.ts'

let space: Workspace
beforeAll(() => {
  space = workspace()
})
afterAll(() => space.remove())

describe('a wrong call ends with 2, says what is wrong on standard error and prints nothing else', () => {
  const calls: Record<string, { argv: string[]; says: string }> = {
    'no command': { argv: [], says: 'Usage: secondglance' },
    'an unknown command': { argv: ['exprot'], says: "unknown command 'exprot'" },
    'an unknown option': { argv: ['feed', 'meta-catalog', '--zip'], says: "unknown option '--zip'" },
    'a missing argument': { argv: ['import'], says: "missing required argument 'file or URL'" },
    'one argument too many': { argv: ['doctor', 'now'], says: 'too many arguments' },
    'a channel that there is not': { argv: ['feed', 'myspace'], says: 'google-merchant, meta-catalog' },
    'a format that there is not': { argv: ['feed', 'meta-catalog', '--format', 'pdf'], says: 'rss, tsv, csv' },
    'a format that the channel has not': {
      argv: ['feed', 'google-merchant', '--format', 'csv'],
      says: 'google-merchant has no csv feed',
    },
    'a feed and JSON on one output': { argv: ['feed', 'meta-catalog', '--json'], says: '--out' },
    'a render without a placement': {
      argv: ['render', '--offer', 'a', '--out', 'a.jpg'],
      says: "required option '--placement <id>'",
    },
    'a render to no file': { argv: ['render', '--offer', 'a', '--placement', 'p'], says: "'--out <file>'" },
    'a picture format that there is not': {
      argv: ['render', '--offer', 'a', '--placement', 'p', '--out', 'a.gif', '--format', 'gif'],
      says: 'jpeg, png',
    },
    'a stage that there is not': {
      argv: ['render', '--offer', 'a', '--placement', 'p', '--out', 'a.jpg', '--stage', 'bought'],
      says: 'viewed, carted, checkout',
    },
    'a duration without a unit': { argv: ['abandoned', '--within', '14'], says: '"14d"' },
    'a time that is none': { argv: ['abandoned', '--as-of', 'yesterday'], says: 'ISO 8601' },
    'a currency that is none': { argv: ['import', 'a.csv', '--currency', 'Euro'], says: '"EUR"' },
    'a shop address that is none': { argv: ['import', 'a.csv', '--shop-url', 'shop.example'], says: 'https://' },
    'a role that there is not': {
      argv: ['keys', 'create', '--role', 'root'],
      says: 'admin, marketer, write, read, feed',
    },
    'a key without a role': { argv: ['keys', 'create'], says: "required option '--role <role>'" },
    'a port that is none': { argv: ['serve', '--port', '99999'], says: '65535' },
    'a shop id in capitals': { argv: ['shops', 'create', 'My Shop'], says: 'lower-case letters' },
    'a shop id in capitals, asked for': { argv: ['abandoned', '--shop', '../etc'], says: 'lower-case letters' },
    'a language that is none': { argv: ['shops', 'create', 'a', '--locale', 'english!'], says: 'BCP 47' },
    'a group of commands alone': { argv: ['keys'], says: 'Usage: secondglance keys' },
  }
  for (const [name, { argv, says }] of Object.entries(calls))
    it(name, async () => {
      const { exitCode, stdout, stderr } = await space.run(...argv)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(says)
    })

  it('a configuration with faults, all told at once', async () => {
    const faulty = workspace({ SECONDGLANCE_PORT: 'http', SECONDGLANCE_LOG: 'loud', SECONDGLANCE_ADMIN_KEY: 'short' })
    const { exitCode, stdout, stderr } = await faulty.run('shops', 'list')
    faulty.remove()
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    for (const name of ['SECONDGLANCE_PORT', 'SECONDGLANCE_LOG', 'SECONDGLANCE_ADMIN_KEY'])
      expect(stderr).toContain(name)
  })
})

describe('help', () => {
  const commands = [
    ['serve'],
    ['import'],
    ['events'],
    ['events', 'stats'],
    ['abandoned'],
    ['feed'],
    ['render'],
    ['shops', 'list'],
    ['shops', 'create'],
    ['keys', 'create'],
    ['keys', 'list'],
    ['keys', 'revoke'],
    ['migrate'],
    ['doctor'],
  ]
  for (const command of commands)
    it(`of "${command.join(' ')}" shows the global flags and an example, and ends with 0`, async () => {
      const { exitCode, stdout, stderr } = await space.run(...command, '--help')
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout).toContain('--data <folder>')
      expect(stdout).toContain(`secondglance ${command.join(' ')}`)
      expect(stdout).toContain('Examples:')
    })

  it('is shown for no command in particular too, and the version on its own', async () => {
    const help = await space.run('--help')
    expect([help.exitCode, help.stdout.includes('Exit codes:')]).toEqual([0, true])
    const version = await space.run('--version')
    expect([version.exitCode, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
  })
})

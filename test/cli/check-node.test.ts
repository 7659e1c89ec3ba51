import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { nodeFault } from '../../src/platform/node/check-node.ts'

describe('the guard of the Node.js version', () => {
  for (const version of ['20.20.0', '22.18.9', '18.0.0', '8.9.1'])
    it(`refuses ${version}, and says what is needed and the way out`, () => {
      const fault = nodeFault(version, '/usr/bin/node')
      expect(fault).toContain(version)
      expect(fault).toContain('22.19.0')
      expect(fault).toContain('/usr/bin/node')
      expect(fault).toContain('npm start')
    })

  for (const version of ['22.19.0', '22.19.1', '22.20.0', '24.0.0', '25.1.0', 'v24.21.0'])
    it(`lets ${version} through`, () => expect(nodeFault(version, '/usr/bin/node')).toBeUndefined())
})

const bin = fileURLToPath(new URL('../../dist/src/bin.js', import.meta.url))
const hostNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path) && majorOf(path) < 22)

// Only a machine whose own Node.js is too old can show what it says there.
describe.runIf(hostNode && existsSync(bin))('the built program on an old Node.js', () => {
  it('ends with 2 and a sentence, not with a crash', () => {
    const { status, stdout, stderr, signal } = spawnSync(hostNode as string, [bin, '--version'], { encoding: 'utf8' })
    expect({ status, signal, stdout }).toEqual({ status: 2, signal: null, stdout: '' })
    expect(stderr).toContain('Node.js 22.19.0 or newer is needed')
  })
})

function majorOf(path: string): number {
  return Number(/^v(\d+)/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? Number.NaN)
}

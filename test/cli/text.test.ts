import { describe, expect, it } from 'vitest'
import { progressLine, startProgress } from '../../src/cli/progress.ts'
import { clip, plural, printable, sizeText, table } from '../../src/cli/text.ts'

describe('text for a terminal', () => {
  const hostile = {
    'an escape sequence': ['\u001b[2Jgone', '[2Jgone'],
    'a carriage return': ['fake\rreal', 'fake real'],
    'a line break': ['two\nlines', 'two lines'],
    'a title of the window': ['\u001b]0;owned\u0007glasses', ']0;owned glasses'],
    'a right-to-left override': ['abc\u202egpj.exe', 'abc gpj.exe'],
    'a C1 control': ['a\u009b31mb', 'a 31mb'],
  } as const
  for (const [name, [text, expected]] of Object.entries(hostile))
    it(`takes ${name} out`, () => expect(printable(text)).toBe(expected))

  it('keeps letters of any script', () => expect(printable('Brille ☀ 眼鏡 نظارات')).toBe('Brille ☀ 眼鏡 نظارات'))

  it('clips by characters, never inside one', () => expect(clip('👓👓👓👓', 3)).toBe('👓👓…'))

  it('sets columns as wide as their widest cell, numbers to the right', () => {
    expect(
      table(
        ['offer', 'price'],
        [
          ['a', '9.00'],
          ['halden-black', '129.00'],
        ],
        new Set([1]),
      ),
    ).toBe(['offer          price', '────────────  ──────', 'a               9.00', 'halden-black  129.00'].join('\n'))
  })

  it('counts wide characters as two places', () => {
    expect(
      table(
        ['n', 'x'],
        [
          ['眼鏡', '1'],
          ['ab', '2'],
        ],
      )
        .split('\n')
        .slice(2),
    ).toEqual(['眼鏡  1', 'ab    2'])
  })

  it('writes counts and sizes as people do', () => {
    expect([plural(1, 'offer'), plural(1200, 'offer')]).toEqual(['1 offer', '1,200 offers'])
    expect([0, 999, 1000, 1449, 12_345_678].map(sizeText)).toEqual(['0 B', '999 B', '1.0 kB', '1.4 kB', '12 MB'])
  })
})

describe('progress', () => {
  it('draws a bar where the total is known, and counts where it is not', () => {
    expect(progressLine('Reading', 5, 10)).toBe(`Reading  ${'█'.repeat(12)}${'░'.repeat(12)}  50 %`)
    expect(progressLine('Reading', 1500)).toBe('Reading  1,500')
  })

  const run = (isTTY: boolean): string => {
    let text = ''
    const sink = {
      isTTY,
      columns: 80,
      async write(chunk: string | Uint8Array) {
        text += chunk
      },
    }
    let now = 1_000
    const progress = startProgress('Reading', sink, () => now)
    progress.update(1, 10)
    now += 20
    progress.update(2, 10)
    now += 200
    progress.update(3, 10)
    progress.end()
    return text
  }

  it('is silent where standard error is no terminal', () => expect(run(false)).toBe(''))

  it('redraws ten times a second at most, and leaves nothing behind', () => {
    const text = run(true)
    expect(text.match(/%/g)).toHaveLength(2)
    expect(text.endsWith('\r\u001b[K')).toBe(true)
  })
})

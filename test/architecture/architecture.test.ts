import { describe, expect, it } from 'vitest'
import { unwelcome } from './absences.ts'
import { cycleIn, findCycle, forbiddenImports, MAY_IMPORT, roomOf } from './rooms.ts'
import { readSource, sourceFiles } from './source-files.ts'

const files = sourceFiles()

describe('the rooms', () => {
  it('are all in the table of who imports whom', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)).filter((room) => room !== 'root'))
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([])
  })

  it('import only what the table allows', () => {
    expect(forbiddenImports(files)).toEqual([])
  })

  it('form no circle', () => {
    expect(cycleIn(new Map(Object.entries(MAY_IMPORT)))).toBeUndefined()
  })

  it('hold no circle of files', () => {
    expect(findCycle(files)).toBeUndefined()
  })

  it('hold nothing that is deliberately absent', () => {
    expect(unwelcome(files)).toEqual([])
  })
})

describe('the check itself', () => {
  const forbidden = {
    'a room that reaches up': ['src/catalog/a.ts', "import { b } from '../feeds/b.ts'"],
    'a room that reaches up for a type': ['src/catalog/a.ts', "import type { B } from '../feeds/b.ts'"],
    'storage that calls a room': ['src/storage/a.ts', "import { b } from '../catalog/b.ts'"],
    'storage that re-exports a room': ['src/storage/a.ts', "export { b } from '../catalog/b.ts'"],
    'a room that imports a root': ['src/http/a.ts', "import { b } from '../node.ts'"],
    'an import over several lines': ['src/shared/a.ts', "import {\n  b,\n  type C,\n} from '../catalog/b.ts'"],
    'an import at run time': ['src/events/a.ts', "const b = await import('../http/b.ts')"],
  } as const
  for (const [name, [path, text]] of Object.entries(forbidden))
    it(`finds ${name}`, () => expect(forbiddenImports([readSource(path, text)])).toHaveLength(1))

  const fine = {
    'storage that names a type of a room': ['src/storage/a.ts', "import type { B } from '../catalog/b.ts'"],
    'the data of a channel': ['src/channels/a.ts', "import b from '../../feeds/x/channel.json' with { type: 'json' }"],
    'a root': ['src/node.ts', "import { b } from './storage/b.ts'"],
    'a comment': ['src/catalog/a.ts', "// import { b } from '../feeds/b.ts'\n/* import '../http/b.ts' */"],
  } as const
  for (const [name, [path, text]] of Object.entries(fine))
    it(`allows ${name}`, () => expect(forbiddenImports([readSource(path, text)])).toEqual([]))

  it('finds a circle of files', () => {
    const circle = [
      readSource('src/catalog/a.ts', "import { b } from './b.ts'"),
      readSource('src/catalog/b.ts', "import { c } from './c.ts'"),
      readSource('src/catalog/c.ts', "export * from './a.ts'"),
    ]
    expect(findCycle(circle)).toEqual(['src/catalog/a.ts', 'src/catalog/b.ts', 'src/catalog/c.ts', 'src/catalog/a.ts'])
  })

  it("lets two files of a room name each other's types", () => {
    const types = [
      readSource('src/catalog/a.ts', "import type { B } from './b.ts'"),
      readSource('src/catalog/b.ts', "import { a } from './a.ts'"),
    ]
    expect(findCycle(types)).toBeUndefined()
  })

  const absent = {
    'a module of Node.js': "import { readFileSync } from 'node:fs'",
    'the environment': 'const port = process.env.PORT',
    'a Buffer': "Buffer.from('a')",
    'a clock': 'const now = Date.now()',
    randomness: 'const id = Math.random()',
    'a call to the network': "await fetch('https://fonts.example/a.ttf')",
    SQL: "const sql = 'SELECT id FROM offers'",
    'a query builder': "db.selectFrom('offers')",
    'a database driver': "import Database from 'better-sqlite3'",
  }
  for (const [name, text] of Object.entries(absent))
    it(`finds ${name} in a room`, () => expect(unwelcome([readSource('src/catalog/a.ts', text)])).toHaveLength(1))
})

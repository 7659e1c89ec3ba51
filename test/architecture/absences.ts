import { isRoot, roomOf } from './rooms.ts'
import type { SourceFile } from './source-files.ts'

interface Absence {
  /** What is not there, in words. */
  readonly what: string
  /** Rooms where it may be. */
  readonly except: readonly string[]
  readonly found: (file: SourceFile) => boolean
}

const imports = (file: SourceFile, name: RegExp): boolean =>
  file.imports.some(({ ours, target, typeOnly }) => !ours && !typeOnly && name.test(target))

/** What STYLE calls deliberately absent, each with the only places that may have it. */
export const ABSENCES: readonly Absence[] = [
  {
    what: 'a module of Node.js',
    except: ['platform', 'root'],
    found: (file) => file.imports.some(({ target }) => /^(node:|fs$|path$|crypto$|os$|child_process$)/.test(target)),
  },
  {
    what: 'the process, its environment or a Buffer',
    except: ['platform', 'root'],
    found: ({ code }) => /(?<![.\w'"`-])process\.[a-z]|(?<![.\w'"`])Buffer\.[a-z]/.test(code),
  },
  {
    what: 'a clock or randomness',
    except: ['platform', 'root'],
    found: ({ code }) =>
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b|\bperformance\.now\b/.test(
        code,
      ),
  },
  {
    what: 'a call to the network',
    except: ['platform', 'root'],
    found: (file) => imports(file, /^undici$/) || /(?<![.\w])fetch\(\s*['"`]?http|globalThis\.fetch/.test(file.code),
  },
  {
    what: 'SQL',
    except: ['storage', 'root'],
    found: (file) =>
      imports(file, /^kysely/) ||
      /\b(SELECT\s[\s\S]{1,200}?\sFROM\s|INSERT\s+INTO\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s|UPDATE\s+\w+\s+SET\s)/.test(
        file.code,
      ) ||
      /\.(selectFrom|insertInto|deleteFrom|updateTable)\(/.test(file.code),
  },
  {
    what: 'a database driver',
    except: ['root'],
    found: (file) => imports(file, /^(better-sqlite3|pg|node:sqlite)$/),
  },
]

/** Every file that holds what should be absent from it, as `file: what`. */
export const unwelcome = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    ABSENCES.filter(
      ({ except, found }) => !except.includes(isRoot(file.path) ? 'root' : roomOf(file.path)) && found(file),
    ).map(({ what }) => `${file.path}: ${what}`),
  )

/** undici 8 asks for this; better-sqlite3 13 ends the process without a word on anything older than 22. */
export const NODE_NEEDED = '22.19.0'

/**
 * Why this Node.js cannot run Second Glance, and the way out; undefined when it can.
 * Runs on any Node.js from 14 on, before anything native is loaded.
 */
export function nodeFault(version: string, executable: string): string | undefined {
  if (!isOlder(version, NODE_NEEDED)) return undefined
  return [
    `secondglance: Node.js ${NODE_NEEDED} or newer is needed, and this is ${version} (${executable}).`,
    'Start it through npm, "npm start" or "npx secondglance …" in the folder of the clone: npm takes the newer',
    'Node.js that "npm ci" has put at node_modules/.bin/node (on Linux). Elsewhere, install Node.js 24 from https://nodejs.org.',
  ].join('\n')
}

function isOlder(version: string, than: string): boolean {
  const have = version.replace(/^v/, '').split(/[.-]/).map(Number)
  const need = than.split('.').map(Number)
  for (let i = 0; i < need.length; i++) {
    const difference = (have[i] || 0) - (need[i] || 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

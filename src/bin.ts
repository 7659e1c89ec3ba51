#!/usr/bin/env node
import { nodeFault } from './platform/node/check-node.ts'

const fault = nodeFault(process.versions.node, process.execPath)
if (fault) {
  process.stderr.write(`${fault}\n`)
  process.exitCode = 2
} else {
  // Only now may native modules be loaded: on an old Node.js they crash before anything could be said.
  const { main } = await import('./node.ts')
  process.exitCode = await main(process.argv.slice(2))
}

/** @jsxImportSource hono/jsx */
import { Command } from './copy-field.tsx'

/** The ways on from here. */
export const Foot = () => (
  <footer class="foot">
    <p>
      Your own catalog: <Command text="npx secondglance import feed.xml" />
    </p>
    <nav aria-label="For developers">
      <a href="/docs">API</a>
      <a href="/openapi.json">OpenAPI</a>
      <a href="/healthz">Health</a>
    </nav>
  </footer>
)

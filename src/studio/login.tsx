/** @jsxImportSource hono/jsx */
import { Document, documentText } from './components/document.tsx'

/** The way in: a key with the role admin or marketer. `fault` says why the last try failed, `next` where to go afterwards. */
export function loginPage({ fault, next }: { fault?: string; next?: string } = {}): string {
  return documentText(
    <Document title="Sign in, Second Glance" class="login">
      <main id="main">
        <a class="wordmark" href="/">
          Second Glance
        </a>
        <h1>Sign in with a key</h1>
        <form method="post" action="/login">
          {next !== undefined && <input type="hidden" name="next" value={next} />}
          <input type="text" name="username" value="studio" autocomplete="username" hidden />
          <label for="key">Key</label>
          <input
            id="key"
            type="password"
            name="key"
            required
            autocomplete="current-password"
            autofocus
            aria-describedby={fault === undefined ? 'key-help' : 'key-fault key-help'}
            aria-invalid={fault === undefined ? undefined : 'true'}
          />
          {fault !== undefined && (
            <p class="fault" id="key-fault" role="alert">
              {fault}
            </p>
          )}
          <button type="submit">Sign in</button>
        </form>
        <p class="remark" id="key-help">
          The admin key was printed when the service first started. A key for a colleague:{' '}
          <code class="command">npx secondglance keys create --role marketer</code>
        </p>
      </main>
    </Document>,
  )
}

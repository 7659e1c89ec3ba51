/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { studioScript } from '../script.ts'
import { studioStyle } from '../style.ts'

/** The whole document around a page: one inline style and one inline script, both constant, so that their hashes can be allowed. */
export const Document = (props: { title: string; class?: string; children: Child }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="same-origin" />
      <meta name="robots" content="noindex" />
      <title>{props.title}</title>
      <link rel="icon" href="data:," />
      <style>{raw(studioStyle)}</style>
    </head>
    <body class={props.class}>
      {props.children}
      <script>{raw(studioScript)}</script>
    </body>
  </html>
)

/** The text of a document made of {@link Document}. */
export const documentText = (document: { toString(): unknown }): string => `<!doctype html>${document.toString()}`

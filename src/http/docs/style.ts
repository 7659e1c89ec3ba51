import { pageFaceRules } from '../../studio/faces.ts'

/** The one style sheet of the documentation page; constant, so that its hash can be allowed. */
export const docsStyle = `
${pageFaceRules}
:root {
  color-scheme: light dark;
  --ground: #fcfcfb; --field: #f3f3f0; --rule: #e4e4df; --ink: #15171a; --soft: #5d6167; --accent: #2340cf;
  --get: #1d6b45; --post: #2340cf; --put: #8a4b08; --delete: #a3242b;
  --sans: "Second Glance", "Inter", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121315; --field: #1c1e21; --rule: #2c2f33; --ink: #eeeeec; --soft: #a0a4aa; --accent: #9db0ff;
    --get: #6fce9d; --post: #9db0ff; --put: #e5b274; --delete: #f2949a;
  }
}
*, *::before, *::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 24px }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.6 var(--sans); -webkit-font-smoothing: antialiased; overflow-wrap: break-word }
h1, h2, h3, h4, p, ul, dl, dd, table, pre { margin: 0; padding: 0 }
ul { list-style: none }
a { color: inherit; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); text-underline-offset: .18em }
a:hover { color: var(--accent); text-decoration-color: currentColor }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
code, pre { font-family: var(--mono); font-size: .875em }
p code { white-space: nowrap }
p code, td code, dd code { background: var(--field); padding: .1em .35em; border-radius: 4px }
.page { max-width: 1180px; margin-inline: auto; padding-inline: clamp(16px, 3.2vw, 44px); display: grid; gap: 0 64px }
.contents { font-size: 14px; padding-block: 28px 8px }
.contents > ul { display: grid; gap: 18px; margin-top: 20px; grid-template-columns: minmax(0, 1fr) }
.contents ul ul { margin-top: 4px }
.contents li li a { display: flex; gap: 8px; padding: 3px 0; text-decoration: none; color: var(--soft); min-width: 0 }
.contents li li a:hover { color: var(--accent) }
.contents .method { flex: none; width: 50px }
.contents code { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.wordmark { font-weight: 650; letter-spacing: -.01em; text-decoration: none }
.group-name { font-weight: 600; text-decoration: none }
main { min-width: 0; overflow-wrap: anywhere; padding-block: 28px 96px }
h1 { font-size: clamp(28px, 3.4vw, 40px); line-height: 1.15; letter-spacing: -.026em; font-weight: 600 }
.intro { margin-top: 14px; max-width: 66ch; color: var(--soft) }
.intro + .intro { margin-top: 8px }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 24px; margin-top: 28px; padding-block: 20px; border-block: 1px solid var(--rule); font-size: 14px }
.facts dt { color: var(--soft) }
h2 { margin-top: 64px; font-size: 24px; line-height: 1.25; letter-spacing: -.018em; font-weight: 600 }
h2 + p { margin-top: 6px; color: var(--soft); max-width: 66ch }
article { margin-top: 32px; padding-top: 24px; border-top: 1px solid var(--rule) }
h3 { font-size: 17px; line-height: 1.35; font-weight: 600; letter-spacing: -.008em }
.address { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; margin-top: 8px; font: 14px/1.5 var(--mono) }
.method { font-family: var(--mono); font-weight: 600; font-size: 12px; letter-spacing: .02em }
.get { color: var(--get) } .post { color: var(--post) } .put { color: var(--put) } .delete { color: var(--delete) }
.description { margin-top: 12px; max-width: 66ch }
h4 { margin-top: 24px; font-size: 13px; font-weight: 600; color: var(--soft) }
.table { overflow-x: auto; margin-top: 6px }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.45 }
th { text-align: left; font-weight: 400; vertical-align: top; width: 32% }
th, td { padding: 7px 16px 7px 0; border-top: 1px solid var(--rule); vertical-align: top }
tr:first-child > * { border-top: 0 }
.answers th { width: 64px }
.answers th, .fields th { font-weight: 400 }
.type { color: var(--soft) }
.options, .example { color: var(--soft); font-size: 13px }
.needed { color: var(--soft); font-size: 12px; margin-left: 6px; white-space: nowrap }
pre { margin-top: 12px; padding: 14px 16px; background: var(--field); border-radius: 8px; overflow-x: auto; line-height: 1.55; font-size: 13px }
details { margin-top: 12px }
summary { cursor: pointer; font-size: 14px; color: var(--soft) }
.status { font-family: var(--mono); font-size: 13px; font-weight: 600 }
@media (min-width: 960px) {
  .page { grid-template-columns: 280px minmax(0, 1fr) }
  .contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding-bottom: 32px }
}
@media (max-width: 959px) { .contents > ul { display: none } }
`

import { pageFaceRules } from './faces.ts'

/**
 * The page's one stylesheet. It is constant text, so that its hash can be allowed; no element carries a style attribute.
 * Light by default, dark where the reader's system asks for it.
 */
export const studioStyle = `
${pageFaceRules}
:root {
  color-scheme: light dark;
  --ground: #fcfcfb;
  --field: #f3f3f0;
  --rule: #e4e4df;
  --ink: #15171a;
  --soft: #5d6167;
  --accent: #2340cf;
  --accent-ground: #eef1fd;
  --warn: #9a3412;
  --frame: #ffffff;
  --frame-ink: #15171a;
  --frame-soft: #65686d;
  --frame-rule: #e4e4df;
  --frame-bar: #f2f3f5;
  --shadow: 0 1px 2px rgb(20 22 30 / .06), 0 12px 32px -12px rgb(20 22 30 / .18);
  --sans: "Second Glance", "Inter", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121315;
    --field: #1c1e21;
    --rule: #2c2f33;
    --ink: #eeeeec;
    --soft: #a0a4aa;
    --accent: #9db0ff;
    --accent-ground: #1d2340;
    --warn: #f0a27c;
    --shadow: 0 0 0 1px rgb(255 255 255 / .07);
  }
}
*, *::before, *::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } * { transition: none !important } }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 var(--sans); font-variant-numeric: tabular-nums;
  -webkit-font-smoothing: antialiased; overflow-wrap: break-word;
}
h1, h2, h3, p, ul, ol, dl, dd, figure, table { margin: 0; padding: 0 }
h1, h2, h3, p, li, dd, td, figcaption { overflow-wrap: anywhere }
.notices, .ways, .first-steps ol, .beside, .copy, .channel-addresses, .formats[open] { grid-template-columns: minmax(0, 1fr) }
ul, ol { list-style: none }
img, svg { display: block }
a { color: inherit; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); text-underline-offset: .18em }
a:hover { color: var(--accent); text-decoration-color: currentColor }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
section:focus { outline: none }
button, input { font: inherit; color: inherit }
[hidden] { display: none !important }
.quiet-label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.quiet, .remark { color: var(--soft) }
.number { text-align: right; white-space: nowrap }
s { color: var(--soft) }

main, .masthead, .foot { max-width: 1400px; margin-inline: auto; padding-inline: clamp(16px, 3.2vw, 44px) }

.masthead { display: flex; align-items: center; gap: 8px 32px; min-height: 64px; flex-wrap: wrap; font-size: 14px }
.skip { position: absolute; left: -999px }
.skip:focus { left: 16px; top: 16px; background: var(--ground); padding: 8px 12px; z-index: 2 }
.wordmark { display: flex; align-items: center; gap: 10px; font-weight: 650; font-size: 15px; letter-spacing: -.01em; text-decoration: none }
.wordmark svg { color: var(--accent) }
.masthead nav { display: flex; gap: 24px; margin-right: auto }
.masthead nav a, .where a { text-decoration: none; color: var(--soft) }
.masthead nav a:hover, .where a:hover { color: var(--accent) }
.where { display: flex; align-items: center; gap: 24px; min-width: 0 }
.where a { white-space: nowrap }
.shop-name { font-weight: 550; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.switch summary { max-width: 60vw; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.switch { position: relative }
.switch summary { cursor: pointer; font-weight: 550 }
.switch ul { position: absolute; right: 0; z-index: 3; min-width: 200px; max-height: 60vh; overflow: auto; margin-top: 8px; padding: 6px; background: var(--ground); border: 1px solid var(--rule); border-radius: 8px; box-shadow: var(--shadow) }
.switch li a { display: block; padding: 7px 10px; border-radius: 5px; color: var(--ink) }
.switch li a:hover { background: var(--field) }
.switch [aria-current] { font-weight: 600 }
button.plain { border: 0; background: none; padding: 0; cursor: pointer; color: var(--soft) }
button.plain:hover { color: var(--accent) }

.notices { display: grid; gap: 8px; padding-top: 8px; font-size: 14px }
.notices li { padding-left: 14px; border-left: 2px solid var(--accent); color: var(--soft) }
.notices .warning { border-color: var(--warn); color: var(--ink) }
.command { display: inline-block; font: 13px/1.4 var(--mono); padding: 3px 8px; border-radius: 5px; background: var(--field); color: var(--ink); max-width: 100%; overflow-x: auto; white-space: nowrap; vertical-align: middle }

.lead { padding: 26px 0 26px }
h1 { font-size: clamp(25px, 2.55vw, 36px); line-height: 1.15; letter-spacing: -.026em; font-weight: 400; color: var(--soft); text-wrap: balance }
h1 strong { font-weight: 600; color: var(--ink) }
.facts { display: flex; flex-wrap: wrap; gap: 2px 24px; margin-top: 10px; font-size: 14px; color: var(--soft) }

.bench { display: grid; gap: 48px; border-top: 1px solid var(--rule) }
.preview { padding-top: 28px; min-width: 0 }
h2 { font-size: 21px; line-height: 1.25; font-weight: 600; letter-spacing: -.016em }
.preview-facts { display: flex; flex-wrap: wrap; gap: 2px 18px; margin-top: 6px; font-size: 14px; color: var(--soft) }
.preview-facts .price { color: var(--ink); font-weight: 550 }
.price s { margin-left: 6px; font-weight: 400 }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 20px; margin-top: 16px }
.sentence { flex: 1 1 220px; font-size: 16px; line-height: 1.35 }
.sentence::before { content: "“" } .sentence::after { content: "”" }
.sentence:empty { display: none }
.moments { display: flex; background: var(--field); border-radius: 8px; padding: 3px; font-size: 14px; max-width: 100%; overflow-x: auto }
.moments a { padding: 5px 13px; border-radius: 6px; text-decoration: none; color: var(--soft); white-space: nowrap }
.moments a[aria-current] { background: var(--ground); color: var(--ink); font-weight: 550; box-shadow: 0 1px 2px rgb(0 0 0 / .12) }
.toggle { display: flex; align-items: center; gap: 8px; font-size: 14px; cursor: pointer }
.toggle input { width: 16px; height: 16px; margin: 0; accent-color: var(--accent) }
.own-words { display: grid; gap: 5px }
.own-words label { font-size: 13px; color: var(--soft) }
input[type="text"], input[type="search"], input[type="password"] { min-width: 0; flex: 1; width: 100%; height: 36px; padding: 0 11px; border: 1px solid var(--rule); border-radius: 7px; background: var(--ground) }
input::placeholder { color: var(--soft); opacity: 1 }
button { height: 36px; padding: 0 14px; border: 1px solid var(--rule); border-radius: 7px; background: var(--ground); font-weight: 550; font-size: 14px; cursor: pointer; white-space: nowrap }
button:hover { border-color: var(--accent); color: var(--accent) }
.no-photo { margin-top: 16px; max-width: 62ch; font-size: 14px }

.set { display: grid; gap: 32px; margin-top: 22px; align-items: start; grid-template: "tall wide" auto "beside wide" 1fr / minmax(0, 2.02fr) minmax(0, 1fr) }
.stage-set { display: contents }
.tall { grid-area: tall; display: grid; gap: 32px; grid-template-columns: minmax(0, 1fr) minmax(0, .92fr); align-items: start }
.wide { grid-area: wide; display: grid; gap: 32px }
.beside { grid-area: beside; display: grid; gap: 20px; font-size: 14px }
.placed { min-width: 0 }
figcaption small { display: block; font-size: 12px }
figcaption { display: flex; justify-content: space-between; gap: 12px; padding-top: 10px; font-size: 13px; color: var(--soft) }
.size { white-space: nowrap }

.frame { display: block; position: relative; overflow: hidden; background: var(--frame); color: var(--frame-ink); border-radius: 10px; box-shadow: var(--shadow); font-size: 13px; line-height: 1.3 }
.frame b { font-weight: 600 }
.frame small { display: block; font-size: 11.5px; color: var(--frame-soft) }
.frame i { font-style: normal }
.shot { display: block; position: relative; background: #ecece8 }
.shot img, .shot .blank { width: 100%; height: auto }
.shot img { transition: opacity .18s }
.shot img.loading { opacity: .45 }
.sender { display: flex; align-items: center; gap: 10px; padding: 10px 12px }
.sender > span { min-width: 0; flex: 1 } .sender b { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.avatar { flex: none; width: 32px; height: 32px; font-family: var(--sans) }
.dots { fill: var(--frame-soft) }
.link-bar { display: flex; align-items: center; gap: 12px; padding: 10px 12px; background: var(--frame-bar) }
.link-bar > span { flex: 1; min-width: 0 }
.link-bar small { text-transform: uppercase; letter-spacing: .02em }
.link-bar small, .link-bar b { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; display: block }
.link-bar i { flex: none; padding: 7px 11px; border-radius: 6px; background: #dfe1e5; font-weight: 600; font-size: 12.5px }
.shop-now { display: flex; justify-content: space-between; align-items: center; padding: 10px 14px; font-weight: 600; background: var(--frame-bar) }
.shop-now svg, .icons svg, .swipe svg { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
.icons { display: flex; gap: 14px; padding: 11px 12px }
.icons .last { margin-left: auto }
.frame.story { border-radius: 20px; color: #fff; background: none }
.over { position: absolute; inset: 0; display: flex; flex-direction: column; background: linear-gradient(rgb(0 0 0 / .34), rgb(0 0 0 / .24) 6%, transparent 16%); text-shadow: 0 0 5px rgb(0 0 0 / .45) }
.over .swipe b, .over .avatar { text-shadow: none }
.over small { color: rgb(255 255 255 / .88) } .over .dots { fill: #fff }
.progress { display: flex; gap: 4px; padding: 10px 12px 0 }
.progress i { flex: 1; height: 2px; border-radius: 1px; background: rgb(255 255 255 / .45) }
.progress i:first-child { background: #fff }
.swipe { margin-top: auto; display: flex; flex-direction: column; align-items: center; gap: 5px; padding-bottom: 16px }
.swipe b { padding: 8px 18px; border-radius: 20px; background: #fff; color: #111; font-size: 12.5px; box-shadow: 0 1px 6px rgb(0 0 0 / .16) }
.swipe svg { filter: drop-shadow(0 0 2px rgb(0 0 0 / .55)) }
.frame.bare { border-radius: 4px }
.safe-zone { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; transition: opacity .18s; pointer-events: none; z-index: 1 }
.safe-zone .covered { fill: #2340cf; fill-opacity: .28 }
.safe-zone .edge { fill: none; stroke: #2340cf; stroke-width: 5; stroke-dasharray: 18 14 }
body:has(#safe-zones:checked) .safe-zone { opacity: 1 }
.others { margin-top: 28px; font-size: 14px }
summary { cursor: pointer }
.others-set { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 28px; padding-top: 16px; align-items: end }
.others figcaption { flex-direction: column; gap: 0 }

.verdicts { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)) }
.verdicts dt { color: var(--soft) }
.verdicts ul { margin-top: 4px; font-size: 13px; display: grid; gap: 4px }
.verdict.in::before { content: "✓\\2002"; color: var(--accent) }
.verdict.out { color: var(--warn) }
.verdicts .verdict { font-weight: 550 }
.copy { display: grid; gap: 5px; min-width: 0 }
.copy label { font-size: 13px; color: var(--soft) }
.copy-row { display: flex; gap: 8px; min-width: 0 }
.copy input { font: 13px/1 var(--mono); background: var(--field); border-color: transparent; text-overflow: ellipsis }
.copy button { min-width: 78px }

.offers { min-width: 0; display: flex; flex-direction: column }
.offers-head { display: grid; grid-template-columns: 1fr auto; align-items: baseline; gap: 12px; padding: 28px 0 12px }
.tabs { display: flex; gap: 18px; font-size: 14px }
.tabs a { text-decoration: none; color: var(--soft); padding-bottom: 2px }
.tabs a[aria-current] { color: var(--ink); font-weight: 550; box-shadow: 0 2px 0 var(--accent) }
.tally { color: var(--soft); font-weight: 400 }
.search { grid-column: 1 / -1 }
.search form { display: flex; gap: 8px; position: relative }
.offers-scroll { min-height: 0 }
.offer-row { display: flex; gap: 12px; align-items: center; padding: 9px 10px; margin-inline: -10px; text-decoration: none; border-radius: 8px }
.offer-rows li + li { border-top: 1px solid var(--rule) }
.offer-row:hover { background: var(--field); color: inherit }
.offer-row[aria-current] { background: var(--accent-ground) }
.offer-row[aria-current] .offer-title { color: var(--accent) }
.thumb { flex: none; width: 46px; height: 46px; object-fit: contain; background: #fff; border-radius: 6px; box-shadow: inset 0 0 0 1px var(--rule), 0 0 0 1px var(--rule) }
.thumb.small { width: 36px; height: 36px; border-radius: 5px }
.thumb.none { background: repeating-linear-gradient(135deg, var(--field) 0 5px, var(--ground) 5px 10px) }
.offer-text { flex: 1; min-width: 0; display: grid; gap: 1px; font-size: 14px; line-height: 1.4 }
.offer-title { font-weight: 500; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.offer-facts { display: flex; flex-wrap: wrap; gap: 0 12px; color: var(--soft) }
.offer-facts .verdict { font-size: 13px }
.offer-facts .verdict.out { flex-basis: 100%; overflow: hidden; text-overflow: ellipsis; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2 }
.left-by { flex: none; text-align: right; line-height: 1.2; font-size: 12px; color: var(--soft) }
.left-by b { display: block; font-size: 16px; font-weight: 600; color: var(--ink) }
.pager { display: flex; gap: 20px; padding: 14px 0; font-size: 14px }
.empty, .no-match { padding: 14px 0; color: var(--soft); font-size: 14px }

.left-behind, .feeds { margin-top: 72px; border-top: 1px solid var(--rule); padding-top: 28px }
.section-head { margin-bottom: 18px }
.section-head p { color: var(--soft); font-size: 14px; margin-top: 4px; max-width: 64ch }
table { width: 100%; border-collapse: collapse; font-size: 14px }
th { text-align: left; font-weight: 400; color: var(--soft); font-size: 13px }
th.number { text-align: right }
th, td { padding: 9px 20px 9px 0; vertical-align: middle }
th:last-child, td:last-child { padding-right: 0 }
.visitors thead th { padding-block: 0 10px }
.visitors tbody { border-top: 1px solid var(--rule) }
.visitors tbody th { vertical-align: top; padding-top: 16px; width: 120px }
.visitor { font: 13px/1.4 var(--mono); color: var(--ink) }
.what { display: flex; align-items: center; gap: 12px; min-width: 0 }
.what > span:last-child { min-width: 0 }
.what a { font-weight: 500; text-decoration: none } .what a:hover { text-decoration: underline }
.gone, .times { color: var(--soft) }
.stage { white-space: nowrap }
.steps { display: inline-block; margin-right: 10px; vertical-align: 1px }
.steps .done { fill: var(--accent) } .steps .open { fill: var(--rule) }
.when { color: var(--soft); white-space: nowrap }
.seen { color: var(--soft) }
.dropped { color: var(--accent) }
.rest td { color: var(--soft); font-size: 13px }
.more { margin-top: 16px; color: var(--soft); font-size: 14px }
.ways { display: grid; gap: 8px; margin-top: 12px }

.channel { display: grid; gap: 20px 48px; padding: 24px 0; border-top: 1px solid var(--rule) }
.section-head + .channel { border-top: 0; padding-top: 6px }
h3 { font-size: 16px; font-weight: 600; letter-spacing: -.008em }
.state { margin-top: 4px; color: var(--soft); font-size: 14px; max-width: 32ch }
.channel-figures { display: flex; gap: 32px }
.channel-figures dt { font-size: 13px; color: var(--soft) }
.channel-figures dd { font-size: 17px; font-weight: 550; white-space: nowrap }
.channel-addresses { display: grid; gap: 12px; min-width: 0 }
.formats summary { font-size: 13px; color: var(--soft) }
.formats[open] { display: grid; gap: 12px }
.destination { font-size: 13px; color: var(--soft) }
.reasons { grid-column: 1 / -1; font-size: 14px; min-width: 0 }
.reasons table { margin-top: 12px }
.reasons td { vertical-align: top; border-top: 1px solid var(--rule) }
.message { display: block; color: var(--soft); max-width: 72ch }

.first-steps { border-top: 1px solid var(--rule); padding-top: 28px }
.first-steps ol { counter-reset: step; display: grid; gap: 28px; margin-top: 20px; max-width: 62ch }
.first-steps li { counter-increment: step; padding-left: 44px; position: relative }
.first-steps li::before { content: counter(step); position: absolute; left: 0; top: -4px; font-size: 24px; color: var(--accent) }
.first-steps .command { display: block; width: fit-content; margin-top: 8px; font-size: 14px; padding: 8px 12px }

.foot { display: flex; flex-wrap: wrap; gap: 12px 32px; justify-content: space-between; align-items: center; margin-top: 72px; padding-block: 24px 40px; font-size: 14px; color: var(--soft) }
.foot nav { display: flex; gap: 20px }

.login main { max-width: 400px; padding-top: 14vh }
.login .wordmark { color: var(--soft) }
.login h1 { color: var(--ink); font-weight: 600; font-size: 28px; margin: 28px 0 24px }
.login form { display: grid; gap: 8px; margin-bottom: 24px }
.login form button { margin-top: 8px; background: var(--accent); border-color: var(--accent); color: var(--ground) }
.login .fault { color: var(--warn); font-size: 14px }
.login .remark { font-size: 14px }
.login .command { white-space: normal; margin-top: 6px }

@media (min-width: 1080px) {
  .bench { grid-template-columns: minmax(0, 1fr) 372px; gap: 56px }
  .offers { height: 0; min-height: 100% }
  .offers-scroll { overflow-y: auto; flex: 1; scrollbar-width: thin; padding-inline: 10px; margin-inline: -10px; position: relative }
  .channel { grid-template-columns: 260px 300px minmax(0, 1fr) }
}
@media (max-width: 699px) {
  .masthead { padding-block: 14px; gap: 10px 20px }
  .masthead nav { order: 3; width: 100% }
  .where { margin-left: auto; gap: 16px }
  .lead { padding: 20px 0 28px }
  .set { display: block }
  .stage-set { display: flex; align-items: center; gap: 16px; overflow-x: auto; scroll-snap-type: x proximity; margin-inline: calc(-1 * clamp(16px, 3.2vw, 44px)); padding: 4px clamp(16px, 3.2vw, 44px) 20px; scrollbar-width: none }
  .tall, .wide { display: contents }
  .placed { flex: 0 0 min(300px, 80vw); scroll-snap-align: center }
  .visitors thead { display: none }
  .visitors, .visitors tbody, .visitors tr, .visitors th, .visitors td { display: block; width: auto; padding: 0 }
  .visitors tbody { padding: 14px 0 }
  .visitors tbody th { padding: 0 0 6px }
  .visitors tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 14px; padding: 8px 0; align-items: center }
  .visitors tr > th { grid-column: 1 / -1 }
  .visitors .what { display: flex; grid-area: 2 / 1 }
  .visitors .now { grid-area: 2 / 2 }
  .visitors .stage { grid-area: 3 / 1; padding-left: 48px; font-size: 13px; color: var(--soft) }
  .visitors .when { grid-area: 3 / 2; font-size: 13px; text-align: right }
  .visitors .seen { display: none }
  .channel-figures { justify-content: space-between }
  .masthead { font-size: 13.5px } .wordmark { gap: 8px }
}
`

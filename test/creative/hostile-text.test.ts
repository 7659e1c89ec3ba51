import { describe, expect, it } from 'vitest'
import { renderPlain } from '../../src/creative/render-plain.ts'
import { jobOf, SQUARE, tools } from './jobs.ts'

/** How many of each element an SVG holds. */
function census(svg: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [, name] of svg.matchAll(/<([a-zA-Z][\w:-]*)/g)) counts[name!] = (counts[name!] ?? 0) + 1
  return counts
}

const ATTACKS = [
  '<script>alert(1)</script>',
  '</text></svg><svg onload="x">',
  '<image href="file:///etc/passwd"/>',
  '"><image xlink:href="http://127.0.0.1/"/>',
  "' onclick='x",
  ']]><![CDATA[',
  '<!ENTITY x SYSTEM "file:///etc/passwd">&x;',
  '&#60;script&#62;',
  '&lt;image&gt;&amp;&nbsp;',
  'url(http://127.0.0.1/x.png)',
  '{{constructor.constructor("x")()}}',
  '__proto__',
  '%3Cscript%3E',
  '<style>*{display:none}</style>',
  '<foreignObject><iframe src="javascript:1"/></foreignObject>',
  '\u0000<b>\u0008',
  '\ud800<i>\udfff',
  '\u2028<u>\u2029',
]

/** Every attack alone and joined with others: over a hundred strings in each of four slots. */
const STRINGS = [
  ...ATTACKS,
  ...ATTACKS.flatMap((first, index) => [
    `${first}${ATTACKS[(index * 7 + 3) % ATTACKS.length]}`,
    `a ${first} b`,
    first.repeat(3),
  ]),
]

const small = { ...SQUARE, width: 500, height: 500 }
const svgOf = async (text: string): Promise<string> =>
  (
    await renderPlain(
      jobOf({
        placement: small,
        words: { headline: text, name: text, price: text, struckPrice: text },
        brand: { name: text, color: text, inkColor: text },
      }),
      tools,
    )
  ).svg

describe('hostile text', () => {
  it('adds no element to the picture but those of harmless text of the same length', async () => {
    const harmless = new Set(Object.keys(census(await svgOf('harmless'))))
    for (const text of STRINGS) {
      const svg = await svgOf(text)
      for (const name of Object.keys(census(svg)))
        expect(harmless.has(name), `${JSON.stringify(text)}: <${name}>`).toBe(true)
      // Text is outlines: not a letter of it stands in the SVG.
      expect(svg).not.toMatch(/script|alert|passwd|127\.0\.0\.1|onload|ENTITY|constructor/)
    }
  })
})

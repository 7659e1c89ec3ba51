/** Drawn stand-ins for photos and creatives, so that the page can be looked at without a renderer. */

const COLORS = ['#1f2937', '#7c2d12', '#14532d', '#1e3a8a', '#581c87', '#9f1239', '#365314', '#44403c']

/** A pair of glasses; `seed` chooses shape and colour. */
function glasses(seed: number, x: number, y: number, scale: number): string {
  const color = COLORS[seed % COLORS.length]
  const round = seed % 3 === 0 ? 58 : seed % 3 === 1 ? 26 : 40
  const lens = (left: number): string =>
    `<rect x="${left}" y="0" width="140" height="${seed % 2 ? 116 : 102}" rx="${round}" fill="${color}" fill-opacity=".08" stroke="${color}" stroke-width="11"/>`
  return (
    `<g transform="translate(${x} ${y}) scale(${scale})"><ellipse cx="0" cy="128" rx="170" ry="7" fill="#000" opacity=".08"/>` +
    `<g transform="translate(-172 0)">${lens(0)}${lens(204)}<path d="M140 40q32-26 64 0M2 36l-18-14M342 36l18-14" fill="none" stroke="${color}" stroke-width="11" stroke-linecap="round"/></g></g>`
  )
}

export const samplePhoto = (seed: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><rect width="400" height="400" fill="#fff"/>${glasses(seed, 200, 150, 0.9)}</svg>`

export function sampleCreative(
  seed: number,
  size: { width: number; height: number },
  words: { sentence: string; price: string },
): string {
  const { width, height } = size
  const isTall = height / width > 1.5
  const isWide = width / height > 1.5
  const left = isWide ? 70 : 86
  const top = isTall ? 420 : isWide ? 190 : 150
  const lines = balance(words.sentence)
  const text = lines
    .map((line, index) => `<text x="${left}" y="${top + index * 84}" font-size="76" font-weight="600">${line}</text>`)
    .join('')
  const product = isWide ? glasses(seed, 890, 250, 1.3) : glasses(seed, width / 2, height * (isTall ? 0.5 : 0.48), 2.3)
  const price = `<text x="${left}" y="${isTall ? 1360 : height - 86}" font-size="44">${words.price}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#efeae2"/>${product}<g font-family="Liberation Sans, Arial, sans-serif" fill="#1c1c1a" letter-spacing="-2">${text}${price}</g></svg>`
}

function balance(sentence: string): string[] {
  const words = sentence.replace(/[<>&"]/g, '').split(' ')
  const half = Math.ceil(words.length / 2)
  return [words.slice(0, half).join(' '), words.slice(half).join(' ')].filter((line) => line !== '')
}

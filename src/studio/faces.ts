/** The face our pages are set in: files of `/fonts`, which the service hands out below `/faces/`. */
export const PAGE_FACES = [
  { file: 'hanken-grotesk-400.ttf', weight: 400 },
  { file: 'hanken-grotesk-600.ttf', weight: 600 },
] as const

export const isPageFace = (file: string): boolean => PAGE_FACES.some((face) => face.file === file)

/** Constant text at the head of a page's style sheet. */
export const pageFaceRules = PAGE_FACES.map(
  ({ file, weight }) =>
    `@font-face { font-family: "Second Glance"; src: url("/faces/${file}") format("truetype"); font-weight: ${weight}; font-display: swap }`,
).join('\n')

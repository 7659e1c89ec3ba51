import { formatColor } from '../color.ts'
import type { Template } from '../template.ts'
import { type Family, families } from './family.ts'
import { pageOf } from './page.ts'
import { wallGradient } from './picture.tsx'
import type { Style } from './style.ts'
import { bold } from './styles/bold.tsx'
import { editorial } from './styles/editorial.tsx'
import { minimal } from './styles/minimal.tsx'

/** Every style there is, the default first; each can set every family. */
export const styles: readonly Style[] = [minimal, bold, editorial]

function templateOf(family: Family): Template {
  return {
    id: family.id,
    version: family.version * 1_000 + styles.reduce((sum, { version }) => sum + version, 0),
    styles: styles.map(({ id }) => id),
    compose(input, typesetter) {
      const style = styles.find(({ id }) => id === input.style) ?? minimal
      const page = pageOf(family, input, typesetter, style.palette(input.brand))
      const { width, height } = input.placement
      return {
        width,
        height,
        ground: formatColor(page.palette.wall),
        layers: [...(style.hasGradient ? wallGradient(page) : []), ...style.compose(page)],
        textArea: page.area,
      }
    },
  }
}

/** Every template there is. */
export const templates: readonly Template[] = families.map(templateOf)

export const template = (id: string): Template | undefined => templates.find((candidate) => candidate.id === id)

import { AppError } from '../shared/errors.ts'
import type { PictureCodec } from './ports.ts'
import type { RenderJob } from './render.ts'
import type { Scene } from './scene.ts'
import { template, templates } from './templates/index.ts'
import type { Typesetter } from './typesetter.ts'

/** The scene of a job. Throws AppError `unsupported` for a template or style that does not exist. */
export async function composeScene(job: RenderJob, typesetter: Typesetter, codec: PictureCodec): Promise<Scene> {
  const chosen = template(job.template)
  if (!chosen)
    throw new AppError(
      'unsupported',
      `template "${job.template}" is not known; there are ${templates.map(({ id }) => id).join(', ')}`,
    )
  if (!chosen.styles.includes(job.style))
    throw new AppError('unsupported', `style "${job.style}" is not one of ${chosen.id}'s: ${chosen.styles.join(', ')}`)
  const { logo } = job.brand
  const logoSize = logo && (await codec.measure(logo))
  return chosen.compose({ ...job, brand: { ...job.brand, logoSize } }, typesetter)
}

/**
 * Entry of a render process: the composition root of the one place where strangers' pictures are decoded and text is
 * rasterised. It may die of what it is given; whoever started it starts another. It gets jobs over its channel and
 * opens no socket; of the disk it reads the fonts.
 */
import { AppError, messageOf } from '../../shared/errors.ts'
import { guardDecoders } from './guard-decoders.ts'
import { inProcessRenderer } from './in-process-renderer.ts'
import { sharpPhotoNormalizer } from './photo-normalizer.ts'
import type { ProcessMessage, RenderTask, TaskMessage } from './render-messages.ts'
import { warmUp } from './warm-up.ts'

guardDecoders()
const renderer = inProcessRenderer()

const send = (message: ProcessMessage): void => void process.send?.(message)

const run = (task: RenderTask) =>
  task.kind === 'render' ? renderer.render(task.job) : sharpPhotoNormalizer.normalize(task.bytes)

process.on('message', ({ id, task }: TaskMessage) => {
  run(task).then(
    (value) => send({ kind: 'done', id, value }),
    (error: unknown) =>
      send({ kind: 'failed', id, code: error instanceof AppError ? error.code : undefined, message: messageOf(error) }),
  )
})
// The parent is gone or has closed the channel: nobody waits for anything any more.
process.on('disconnect', () => process.exit(0))
// A terminal's Ctrl-C reaches the whole group; the parent decides when to end.
process.on('SIGINT', () => {})

await warmUp(renderer)
send({ kind: 'ready' })

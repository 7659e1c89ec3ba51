import type { NormalizedPhoto } from '../../catalog/photo.ts'
import type { RenderedCreative, RenderJob } from '../../creative/render.ts'
import type { ErrorCode } from '../../shared/errors.ts'

/** What a render process is asked. */
export type RenderTask =
  | { readonly kind: 'render'; readonly job: RenderJob }
  | { readonly kind: 'normalize'; readonly bytes: Uint8Array }

/** Which answer belongs to which task. */
export interface RenderResults {
  readonly render: RenderedCreative
  readonly normalize: NormalizedPhoto
}

export interface TaskMessage {
  readonly id: number
  readonly task: RenderTask
}

/** `ready` once, after the warm-up; then one answer to each task. */
export type ProcessMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly value: RenderResults[RenderTask['kind']] }
  | { readonly kind: 'failed'; readonly id: number; readonly code?: ErrorCode; readonly message: string }

/** @jsxImportSource hono/jsx */

/** The product photo as a small square; a plain field where there is none yet. The name stands beside it, so it has no text of its own. */
export const Thumbnail = ({ src, size }: { src?: string; size: 'small' | 'medium' }) =>
  src === undefined ? (
    <span class={`thumb ${size} none`} title="No photo yet" />
  ) : (
    <img class={`thumb ${size}`} src={src} alt="" width={88} height={88} loading="lazy" decoding="async" />
  )

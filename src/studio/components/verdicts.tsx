/** @jsxImportSource hono/jsx */
import type { ChannelVerdict } from '../model.ts'

/** In a row of the listing: each channel's name, crossed where the offer is not in its feed, and the first reason. */
export const VerdictMarks = ({ verdicts }: { verdicts: readonly ChannelVerdict[] }) => {
  const out = verdicts.filter(({ included }) => !included)
  if (verdicts.length === 0) return null
  if (out.length === 0) return <span class="verdict in">In all feeds</span>
  return (
    <>
      {out.map((verdict) => (
        <span class="verdict out">
          Not in {verdict.channelName}
          {verdict.reasons[0] && `: ${verdict.reasons[0].message}`}
        </span>
      ))}
    </>
  )
}

/** Beside the preview: every channel with all its reasons and remarks. */
export const Verdicts = ({ verdicts }: { verdicts: readonly ChannelVerdict[] }) => (
  <dl class="verdicts">
    {verdicts.map(({ channelName, included, reasons, notices }) => (
      <div>
        <dt>{channelName}</dt>
        <dd>
          <span class={included ? 'verdict in' : 'verdict out'}>{included ? 'In the feed' : 'Left out'}</span>
          {[...reasons, ...notices].length > 0 && (
            <ul>
              {reasons.map(({ message }) => (
                <li>{message}</li>
              ))}
              {notices.map(({ message }) => (
                <li class="remark">{message}</li>
              ))}
            </ul>
          )}
        </dd>
      </div>
    ))}
  </dl>
)

import { describe, expect, it } from 'vitest'
import type { Placement } from '../../src/channels/channel.ts'
import { arrange, frameOf } from '../../src/studio/frame.ts'
import { previewPlacements } from '../../src/studio/preview-placements.ts'

const placement = (id: string, width: number, height: number, changes: Partial<Placement> = {}): Placement => ({
  id,
  name: id,
  width,
  height,
  safe: { top: 0, right: 0, bottom: 0, left: 0 },
  maxBytes: 1000,
  formats: ['jpeg'],
  overlayAllowed: true,
  source: 'drawn for the tests',
  readOn: '2026-11-22',
  ...changes,
})

const ids = (placements: readonly Placement[], isComposable = () => true): string[] =>
  previewPlacements([{ channel: { name: 'A', pictures: 'creative' }, placements }], isComposable).map(({ id }) => id)

describe('the placements of a preview', () => {
  it('leave out a second size of the same shape and safe zone', () => {
    expect(ids([placement('small', 1080, 1080), placement('large', 1440, 1440)])).toEqual(['small'])
  })

  it('keep the same shape with another safe zone', () => {
    const safe = { top: 270, right: 65, bottom: 672, left: 65 }
    expect(ids([placement('story', 1080, 1920), placement('reel', 1080, 1920, { safe })])).toEqual(['story', 'reel'])
  })

  it('hold none that may carry no overlay', () => {
    expect(ids([placement('clean', 1500, 1500, { overlayAllowed: false })])).toEqual([])
  })

  it('hold none that no template can be composed for', () => {
    const wide = ({ width, height }: Placement) => width / height < 3
    expect(
      previewPlacements(
        [{ channel: { name: 'A', pictures: 'creative' }, placements: [placement('banner', 728, 90)] }],
        wide,
      ).map(({ id }) => id),
    ).toEqual([])
  })

  it('stop at twelve', () => {
    expect(ids(Array.from({ length: 40 }, (_, index) => placement(`p${index}`, 1000, 600 + index * 20)))).toHaveLength(
      12,
    )
  })

  it('of channels that take creatives come first, each with its channel’s name', () => {
    const google = { channel: { name: 'Google', pictures: 'clean' as const }, placements: [placement('a', 1, 1)] }
    const meta = { channel: { name: 'Meta', pictures: 'creative' as const }, placements: [placement('b', 1, 2)] }
    expect(previewPlacements([google, meta], () => true)).toMatchObject([
      { id: 'b', channelName: 'Meta' },
      { id: 'a', channelName: 'Google' },
    ])
  })
})

describe('the frame around a picture', () => {
  const FRAMES: Record<string, [width: number, height: number, frame: string, top?: number]> = {
    'a square': [1080, 1080, 'square-post'],
    'a portrait': [1080, 1350, 'portrait-post'],
    'a full screen with room above': [1080, 1920, 'story', 270],
    'a full screen without': [900, 1600, 'bare', 80],
    'a link picture': [1200, 628, 'link-card'],
    'a leaderboard': [728, 90, 'bare'],
    'a rectangle': [580, 400, 'bare'],
    'a skyscraper': [160, 600, 'bare'],
  }
  for (const [name, [width, height, frame, top = 0]] of Object.entries(FRAMES))
    it(`of ${name} is ${frame}`, () =>
      expect(frameOf({ width, height, safe: { top, right: 0, bottom: 0, left: 0 } })).toBe(frame))

  it('goes to the first of its kind; all others wait behind', () => {
    const facts = previewPlacements(
      [
        {
          channel: { name: 'A', pictures: 'creative' },
          placements: [
            placement('square', 1080, 1080),
            placement('other-square', 1000, 1040),
            placement('banner', 728, 90),
          ],
        },
      ],
      () => true,
    )
    const { main, others } = arrange(facts)
    expect([...main].map(([kind, { id }]) => [kind, id])).toEqual([['square-post', 'square']])
    expect(others.map(({ id }) => id)).toEqual(['other-square', 'banner'])
  })
})

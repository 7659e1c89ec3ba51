import type { CropBox } from './ports.ts'
import type { CreativePhoto } from './render.ts'
import type { Box } from './scene.ts'

type PhotoFacts = Omit<CreativePhoto, 'bytes' | 'hash'>

/** How a photo stands in a picture. */
export type Stance =
  | 'free' // a cut-out with air all round
  | 'standing' // a cut-out that its photo cuts at the lower edge: that edge must meet an edge of the picture
  | 'filling' // a scene, or a cut-out that its photo cuts at a side: it fills a frame

/** An edge of the subject at exactly 0 or 1 is one that the photo cuts; one that merely comes close stops short of it. */
export function stanceOf({ ground, subject }: PhotoFacts): Stance {
  if (ground === 'scene' || subject.left <= 0 || subject.right >= 1 || subject.top <= 0) return 'filling'
  return subject.bottom >= 1 ? 'standing' : 'free'
}

/** Small photos are enlarged no further: large and soft looks worse than smaller and sharp. */
const ENLARGE_MAX = 2

/** Optical middle: a little above the middle by numbers. */
const OPTICAL_MIDDLE = 0.48

/** What a cut-out keeps clear of the edges of its frame, in pixels. */
export interface Air {
  readonly side: number
  readonly top: number
  /** Nothing, for one that stands on the edge. */
  readonly bottom: number
}

const areaOf = (frame: Box, air: Air, stance: Stance): Box => ({
  left: frame.left + air.side,
  top: frame.top + air.top,
  width: frame.width - 2 * air.side,
  height: frame.height - air.top - (stance === 'standing' ? 0 : air.bottom),
})

/** Scales a cut-out so that its subject fills the frame but for the air, with as much of the photo around it as the frame allows. */
export function placeCutout(
  photo: PhotoFacts,
  frame: Box,
  air: Air,
  stance: 'free' | 'standing',
): { box: Box; crop: CropBox } {
  const { subject } = photo
  const area = areaOf(frame, air, stance)
  const subjectWidth = (subject.right - subject.left) * photo.width
  const subjectHeight = (subject.bottom - subject.top) * photo.height
  const scale = Math.min(area.width / subjectWidth, area.height / subjectHeight, ENLARGE_MAX)
  const centerX = area.left + area.width / 2
  const subjectTop =
    stance === 'standing'
      ? frame.top + frame.height - subjectHeight * scale
      : area.top + (area.height - subjectHeight * scale) * OPTICAL_MIDDLE
  const photoLeft = centerX - ((subject.left + subject.right) / 2) * photo.width * scale
  const photoTop = subjectTop - subject.top * photo.height * scale
  const left = Math.round(Math.max(frame.left, photoLeft))
  const top = Math.round(Math.max(frame.top, photoTop))
  const right = Math.round(Math.min(frame.left + frame.width, photoLeft + photo.width * scale))
  const bottom = Math.round(Math.min(frame.top + frame.height, photoTop + photo.height * scale))
  const box = { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
  return { box, crop: cropOf(photo, box, photoLeft, photoTop, scale) }
}

function cropOf(photo: PhotoFacts, box: Box, photoLeft: number, photoTop: number, scale: number): CropBox {
  const left = Math.min(photo.width - 1, Math.max(0, Math.round((box.left - photoLeft) / scale)))
  const top = Math.min(photo.height - 1, Math.max(0, Math.round((box.top - photoTop) / scale)))
  return {
    left,
    top,
    width: Math.max(1, Math.min(photo.width - left, Math.round(box.width / scale))),
    height: Math.max(1, Math.min(photo.height - top, Math.round(box.height / scale))),
  }
}

/** The largest part of the photo in the shape of `frame`, around the subject; what must be lost is lost evenly beside it. */
export function fillFrame(photo: PhotoFacts, frame: Box): { box: Box; crop: CropBox } {
  const { subject } = photo
  const scale = Math.max(frame.width / photo.width, frame.height / photo.height)
  const width = Math.min(photo.width, Math.max(1, Math.round(frame.width / scale)))
  const height = Math.min(photo.height, Math.max(1, Math.round(frame.height / scale)))
  const left = windowStart(photo.width, width, ((subject.left + subject.right) / 2) * photo.width)
  const top = windowStart(photo.height, height, ((subject.top + subject.bottom) / 2) * photo.height)
  return { box: frame, crop: { left, top, width, height } }
}

const windowStart = (whole: number, part: number, center: number): number =>
  Math.round(Math.min(whole - part, Math.max(0, center - part / 2)))

/** How much larger a cut-out must become, and how much more of a scene's subject must be seen, to change the layout for it. */
const LARGER = 1.5
const MORE_SEEN = 0.15

/** Whether one place shows clearly more of the subject than the usual one does. */
export function showsMore(
  photo: PhotoFacts,
  place: { frame: Box; air: Air },
  usual: { frame: Box; air: Air },
): boolean {
  const stance = stanceOf(photo)
  if (stance === 'filling') return shareSeen(photo, place.frame) > shareSeen(photo, usual.frame) + MORE_SEEN
  const { subject } = photo
  const width = (subject.right - subject.left) * photo.width
  const height = (subject.bottom - subject.top) * photo.height
  const scaleIn = ({ frame, air }: { frame: Box; air: Air }): number => {
    const area = areaOf(frame, air, stance)
    return Math.min(area.width / width, area.height / height)
  }
  return (scaleIn(place) / scaleIn(usual)) ** 2 > LARGER
}

/** Share of the subject that is left when the photo fills a frame. */
function shareSeen(photo: PhotoFacts, frame: Box): number {
  const { crop } = fillFrame(photo, frame)
  const { subject } = photo
  const overlap = (from: number, to: number, start: number, length: number): number =>
    Math.max(0, Math.min(to, start + length) - Math.max(from, start)) / (to - from)
  return (
    overlap(subject.left * photo.width, subject.right * photo.width, crop.left, crop.width) *
    overlap(subject.top * photo.height, subject.bottom * photo.height, crop.top, crop.height)
  )
}

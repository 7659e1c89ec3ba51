import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { demoLogo } from '../../src/demo/demo-shop.ts'

describe('the demo logo', () => {
  const image = new Resvg(demoLogo('#1b2230')).render()
  const alpha = (x: number, y: number): number => image.pixels[(y * image.width + x) * 4 + 3] as number

  it('is drawn without fonts, in the colour asked for', () => {
    expect(demoLogo('#1b2230')).not.toContain('<text')
    expect(demoLogo('#ffffff')).toContain('stroke="#ffffff"')
  })

  it('has ink, and none of it is cut at the edge', () => {
    const columns = Array.from({ length: image.width }, (_, x) => x)
    const rows = Array.from({ length: image.height }, (_, y) => y)
    expect(columns.some((x) => alpha(x, Math.round(image.height / 2)) === 255)).toBe(true)
    expect(columns.filter((x) => alpha(x, 0) > 0 || alpha(x, image.height - 1) > 0)).toEqual([])
    expect(rows.filter((y) => alpha(0, y) > 0 || alpha(image.width - 1, y) > 0)).toEqual([])
  })
})

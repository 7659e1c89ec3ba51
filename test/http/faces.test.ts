import { beforeAll, describe, expect, it } from 'vitest'
import { PAGE_FACES } from '../../src/studio/faces.ts'
import { type TestService, testService } from './service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService()
})

describe('the face of our pages', () => {
  it.each(PAGE_FACES)('is handed out as $file', async ({ file }) => {
    const response = await service.request(`/faces/${file}`)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'font/ttf'])
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.subarray(0, 4)]).toEqual([0, 1, 0, 0])
    const again = await service.request(`/faces/${file}`, {
      headers: { 'If-None-Match': response.headers.get('ETag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  it.each(['inter-400.ttf', 'fonts.json', '..%2Fpackage.json'])('is no way to other files: %s', async (file) => {
    expect((await service.request(`/faces/${file}`)).status).toBe(404)
  })
})

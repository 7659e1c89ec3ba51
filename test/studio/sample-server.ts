import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readStudioQuery } from '../../src/studio/address.ts'
import { isPageFace } from '../../src/studio/faces.ts'
import type { StudioModel } from '../../src/studio/model.ts'
import { studioPage } from '../../src/studio/page.tsx'
import { studioScript } from '../../src/studio/script.ts'
import { studioStyle } from '../../src/studio/style.ts'
import { sampleCreative, samplePhoto } from './sample-pictures.ts'

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** As strict as the service's own: one style and one script by hash, pictures from here only. */
const POLICY = `default-src 'none'; style-src ${hash(studioStyle)}; script-src ${hash(studioScript)}; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'`

/** Serves the page and drawn pictures on a loopback port. */
export async function serveSample(
  modelFor: (query: StudioModel['query']) => StudioModel,
): Promise<{ address: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const photo = /^\/sample\/photo\/(\d+)\.svg$/.exec(url.pathname)
    const creative = /^\/sample\/creative\/(\d+)\/(\d+)x(\d+)\.svg$/.exec(url.pathname)
    if (photo) {
      response.setHeader('content-type', 'image/svg+xml').end(samplePhoto(Number(photo[1])))
    } else if (creative) {
      const size = { width: Number(creative[2]), height: Number(creative[3]) }
      const words = { sentence: url.searchParams.get('says') ?? '', price: url.searchParams.get('price') ?? '' }
      response.setHeader('content-type', 'image/svg+xml').end(sampleCreative(Number(creative[1]), size, words))
    } else if (isPageFace(url.pathname.slice('/faces/'.length))) {
      const face = readFileSync(new URL(`../../fonts/${url.pathname.slice('/faces/'.length)}`, import.meta.url))
      response.setHeader('content-type', 'font/ttf').end(face)
    } else if (url.pathname === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8').setHeader('content-security-policy', POLICY)
      response.end(studioPage(modelFor(readStudioQuery(url.searchParams))))
    } else {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

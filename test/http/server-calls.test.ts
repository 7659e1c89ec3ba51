import { expect, it } from 'vitest'
import { eventJson, testService } from './service.ts'

it.each([
  ['a server on Node.js', { 'User-Agent': 'node', 'Sec-Fetch-Mode': 'cors' }, { stored: 1, bots: 0 }],
  ['a script', { 'User-Agent': 'curl/8.5.0' }, { stored: 1, bots: 0 }],
  [
    'a robot in a browser',
    { 'User-Agent': 'Googlebot/2.1', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Site': 'cross-site' },
    { stored: 0, bots: 1 },
  ],
])('takes the headers of %s for what they are', async (_name, headers, expected) => {
  const service = await testService()
  const key = await service.key('write', 'default')
  const answer = await service.json('POST', '/v1/events', eventJson('a'), { key, headers })
  expect(await answer.json()).toMatchObject(expected)
})

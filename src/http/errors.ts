import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AppError, type ErrorCode, messageOf } from '../shared/errors.ts'
import type { Log } from '../shared/telemetry.ts'
import type { AppEnv } from './env.ts'
import { PROBLEMS, type Problem, type ProblemCode } from './problems.ts'

/** The only place that knows status numbers: a code that is added and not answered here does not compile. */
const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  overloaded: 503,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>

/** Answers whatever was thrown: faults of the caller in their own words, ours in general ones, with the cause in the log. */
export function answerError(error: unknown, c: Context<AppEnv>, deps: { publicUrl: string; log: Log }): Response {
  if (error instanceof AppError) {
    const status = STATUS[error.code]
    if (status >= 500) logFault(error, c, deps.log)
    return answerProblem(c, deps.publicUrl, { code: error.code, status, detail: error.message, faults: error.details })
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code = codeOfStatus(error.status)
    const status = code === 'invalid' ? 400 : error.status
    return answerProblem(c, deps.publicUrl, { code, status, detail: error.message || PROBLEMS[code] })
  }
  logFault(error, c, deps.log)
  return answerProblem(c, deps.publicUrl, {
    code: 'internal',
    status: 500,
    detail: `the request could not be answered; the operator finds the cause in the log under ${c.get('requestId')}`,
  })
}

export function answerProblem(
  c: Context<AppEnv>,
  publicUrl: string,
  problem: {
    code: ProblemCode
    status: number
    detail: string
    faults?: readonly string[]
    headers?: Readonly<Record<string, string>>
  },
): Response {
  const { code, status, detail, faults = [], headers } = problem
  const document: Problem = {
    type: `${publicUrl}/docs#problem-${code}`,
    title: PROBLEMS[code],
    status,
    code,
    detail,
    errors: faults.length > 0 ? faults.map((fault) => ({ detail: fault })) : undefined,
    requestId: c.get('requestId'),
  }
  c.set('problem', code)
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(code === 'unauthorized' && { 'WWW-Authenticate': 'Bearer, Basic realm="Second Glance", charset="UTF-8"' }),
      ...(status === 503 && { 'Retry-After': '5' }),
      ...headers,
    },
  })
}

const codeOfStatus = (status: number): ProblemCode => {
  const known = Object.entries(STATUS).find(([, number]) => number === status)
  return known ? (known[0] as ErrorCode) : 'invalid'
}

function logFault(error: unknown, c: Context<AppEnv>, log: Log): void {
  const cause = error instanceof Error ? error.cause : undefined
  log.error('request failed', {
    requestId: c.get('requestId'),
    error: messageOf(error),
    cause: cause === undefined ? undefined : messageOf(cause),
    stack: error instanceof Error ? error.stack : undefined,
  })
}

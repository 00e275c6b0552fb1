import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../http/api-error.ts'
import { Attempts } from './attempts.ts'
import { SECURITY_HEADERS, SIGN_IN_CSP } from './headers.ts'
import { checkHost } from './host.ts'
import { signInPage } from './sign-in.ts'
import type { TokenGate } from './token.ts'

const SIGN_IN = '/sign-in'
/** Answered without a token: says only that the process is up. */
const OPEN = new Set(['/healthz', SIGN_IN])
/** Makes guessing slow. */
const WRONG_TOKEN_MS = 500

/**
 * Headers of every answer, and who gets one: with a token whoever has it, without one (loopback only) whoever
 * names this machine. Pages of other sites get none either way.
 */
export function guard(app: FastifyInstance, gate: TokenGate | undefined): void {
  const attempts = new Attempts()
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    refuseOtherSites(request)
    if (gate === undefined) checkHost(request.headers.host, request.socket.localPort ?? 0)
    else if (!OPEN.has(pathOf(request)) && !isAdmitted(request, gate, attempts)) return refuse(request, reply)
  })
  if (gate === undefined) return
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, new URLSearchParams(body as string)),
  )
  app.post(SIGN_IN, async (request, reply) => {
    refuseTooMany(request, attempts)
    const token = request.body instanceof URLSearchParams ? (request.body.get('token') ?? '') : ''
    if (gate.isToken(token)) {
      attempts.succeeded(request.ip)
      return reply
        .header('set-cookie', gate.setCookie(request.headers['x-forwarded-proto'] === 'https'))
        .redirect('/', 303)
    }
    attempts.failed(request.ip)
    await sleep(WRONG_TOKEN_MS)
    return signIn(reply, '口令不对 That is not the token.')
  })
}

/** A cookie is always looked at; a token only while its sender has not guessed too often. */
function isAdmitted(request: FastifyRequest, gate: TokenGate, attempts: Attempts): boolean {
  const { authorization, cookie } = request.headers
  if (authorization === undefined) return gate.hasCookie(cookie)
  refuseTooMany(request, attempts)
  const isAdmitted = gate.admits(request.headers)
  if (!isAdmitted) attempts.failed(request.ip)
  return isAdmitted
}

function refuseTooMany({ ip }: FastifyRequest, attempts: Attempts): void {
  const seconds = attempts.waitOf(ip)
  if (seconds === 0) return
  throw new ApiError('tooMany', 'Too many wrong tokens came from this address.', {
    action: `Try again in ${seconds} s.`,
  })
}

/**
 * Browsers say which site a request comes from. Links from elsewhere may open the page; its data and its event stream are
 * for the page itself, or another site could use up the connections of who visits it.
 */
function refuseOtherSites({ headers }: FastifyRequest): void {
  if (headers['sec-fetch-site'] !== 'cross-site' || headers['sec-fetch-mode'] === 'navigate') return
  throw new ApiError('otherSite', 'This request comes from a page of another site.', {
    action: 'Open this monitor itself, or ask from a program.',
  })
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0]!

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isBrowser = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
  if (isBrowser) return signIn(reply, '此页面需要口令 This page needs its token.')
  throw new ApiError('unauthorized', 'This monitor answers only who has its token.', {
    action: 'Send "Authorization: Bearer <PULSE_MONITOR_TOKEN>", or sign in at /.',
  })
}

const signIn = (reply: FastifyReply, message: string): FastifyReply =>
  reply
    .code(401)
    .header('content-security-policy', SIGN_IN_CSP)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(signInPage(message))

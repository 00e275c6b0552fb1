import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ConfigError } from '../../../../runtime/errors.ts'
import { isLoopback } from './host.ts'

const COOKIE = 'pulse_monitor'
const SHORTEST = 16
const COOKIE_DAYS = 30

/** Who may ask. Secrets are compared in constant time, by digests of equal length. */
export class TokenGate {
  readonly #token: string
  readonly #cookie: string

  constructor(token: string) {
    this.#token = token
    this.#cookie = digest(token, 'cookie').toString('base64url')
  }

  /** By `Authorization: Bearer` or by the cookie of the sign-in page. */
  admits({ authorization, cookie }: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>): boolean {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    return bearer === undefined ? this.hasCookie(cookie) : this.isToken(bearer)
  }

  /** Whether the cookie of the sign-in page is among those of a request. It cannot be guessed: 256 bits. */
  hasCookie(cookie: string | undefined): boolean {
    const value = (cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${COOKIE}=`))
    return value !== undefined && same(value.slice(COOKIE.length + 1), this.#cookie)
  }

  isToken(text: string): boolean {
    return same(text, this.#token)
  }

  /** A cookie that scripts cannot read and other sites cannot send; it is not the token itself. */
  setCookie(secure: boolean): string {
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_DAYS * 86_400}`
    return `${COOKIE}=${this.#cookie}; ${attributes}${secure ? '; Secure' : ''}`
  }
}

/**
 * The gate for a listening address: none on loopback without a token.
 * @throws ConfigError `missing` or `invalid` when other machines could reach it unasked
 */
export function gateFor(host: string, token: string | undefined): TokenGate | undefined {
  if (token === undefined || token === '') {
    if (isLoopback(host)) return undefined
    throw new ConfigError(
      'missing',
      `PULSE_HOST is ${host}, which other machines can reach: set PULSE_MONITOR_TOKEN to a secret of at least ${SHORTEST} characters, or leave PULSE_HOST at 127.0.0.1.`,
    )
  }
  if (token.length < SHORTEST || /\s/.test(token))
    throw new ConfigError(
      'invalid',
      `PULSE_MONITOR_TOKEN needs at least ${SHORTEST} characters and no blanks; "openssl rand -hex 24" makes one.`,
    )
  return new TokenGate(token)
}

const digest = (text: string, purpose: string): Buffer =>
  createHmac('sha256', `pulse-monitor/${purpose}`).update(text).digest()

const same = (left: string, right: string): boolean =>
  timingSafeEqual(digest(left, 'compare'), digest(right, 'compare'))

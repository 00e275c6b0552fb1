import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { databaseError } from './database-error.ts'
import { readPrivately, writePrivately } from './private-file.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** What stays the same from one start of the engine to the next: its secrets and, where possible, its port. */
export interface Access {
  /** For the services: everything is allowed. */
  readonly owner: Credentials
  /** For analysts: reads only. */
  readonly reader: Credentials
  /** The port of the last start; taken again when it is free. */
  readonly port: number
}

export type Role = 'owner' | 'reader'

/** Reads the access file or makes new secrets. */
export function loadAccess(file: string): Access {
  try {
    const stored: unknown = JSON.parse(readPrivately(file))
    if (isAccess(stored)) return stored
  } catch {
    // Absent, damaged, or others could have read or made it: new secrets are as good, nobody is connected while the engine starts.
  }
  return {
    owner: { user: 'pulse', password: secret() },
    reader: { user: 'reader', password: secret() },
    port: 0,
  }
}

export function saveAccess(file: string, access: Access): void {
  writePrivately(file, access)
}

/** Who asks, by basic authentication, ClickHouse's headers or its URL parameters. @throws DatabaseError 516 */
export function authenticate(request: IncomingMessage, url: URLSearchParams, access: Access): Role {
  const { user, password } = presented(request, url)
  for (const role of ['owner', 'reader'] as const) {
    if (user === access[role].user && sameText(password, access[role].password)) return role
  }
  throw databaseError(
    516,
    'AUTHENTICATION_FAILED',
    `${user}: Authentication failed: password is incorrect, or there is no user with such name. ` +
      'User and password are in engine.json of the data folder.',
  )
}

/**
 * Shows that its author knows the owner's password without sending it, and serves at that port: the proof of one
 * engine, passed on by a stranger at another port, proves nothing.
 */
export function proofOf(password: string, port: number, nonce: string): string {
  return createHmac('sha256', password).update(`${port}/${nonce}`).digest('hex')
}

function presented(request: IncomingMessage, url: URLSearchParams): Credentials {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const text = Buffer.from(authorization.replace(/^Basic\s+/i, ''), 'base64').toString('utf8')
    const colon = text.indexOf(':')
    return { user: text.slice(0, Math.max(0, colon)), password: text.slice(colon + 1) }
  }
  const user = request.headers['x-clickhouse-user'] ?? url.get('user') ?? 'default'
  const password = request.headers['x-clickhouse-key'] ?? url.get('password') ?? ''
  return { user: String(user), password: String(password) }
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}

function isAccess(value: unknown): value is Access {
  const access = value as Partial<Access> | null
  return (
    typeof access?.owner?.password === 'string' &&
    typeof access.owner.user === 'string' &&
    typeof access.reader?.password === 'string' &&
    typeof access.reader.user === 'string' &&
    typeof access.port === 'number'
  )
}

import { isIP } from 'node:net'
import { ApiError } from '../http/api-error.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

/** Whether only this machine can reach a listening address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host.toLowerCase()) || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * Refuses a Host header that is not this machine's: a page of another site whose name was pointed at 127.0.0.1
 * (DNS rebinding) would send its own.
 * @throws ApiError `forbiddenHost`
 */
export function checkHost(header: string | undefined, port: number): void {
  const match = /^(?:\[([\da-f:]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(header ?? '')
  const name = match?.[1] ?? match?.[2]
  if (name !== undefined && isLoopback(name) && Number(match?.[3] ?? 80) === port) return
  throw new ApiError(
    'forbiddenHost',
    `The Host header "${(header ?? '').slice(0, 100)}" is not this machine's.`,
    {
      action: `Open http://127.0.0.1:${port}/ or http://localhost:${port}/.`,
    },
  )
}

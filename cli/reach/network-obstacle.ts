import { causes, rootMessage } from './causes.ts'
import type { Obstacle } from './wait-for.ts'

const CERTIFICATE =
  /certificate|self.signed|unable to (verify|get)|altname|wrong version number|packet length too long/i

/**
 * Why an address could not be reached: its name is not known, nothing listens there, its certificate is not trusted.
 * Undefined for what is no trouble of the network.
 * @param setting the variable that holds the address
 */
export function networkObstacle(error: unknown, address: string, setting: string): Obstacle | undefined {
  const faults = causes(error)
  const has = (pattern: RegExp): boolean =>
    faults.some(({ code, message }) => pattern.test(String(code ?? '')) || pattern.test(message ?? ''))
  if (has(/ENOTFOUND|EAI_AGAIN/))
    return {
      reason: `the name of ${address} is not known here. Is ${setting} right?`,
      passes: true,
    }
  if (has(CERTIFICATE))
    return {
      reason: `${address} and we do not agree on TLS (${rootMessage(error)}). Check ${setting} and the certificates${
        address.startsWith('https:') ? '; NODE_EXTRA_CA_CERTS names an authority of your own' : ''
      }.`,
      passes: false,
    }
  if (has(/ECONNREFUSED/))
    return { reason: `nothing listens at ${address} yet. Is ${setting} right?`, passes: true }
  if (has(/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout/i))
    return {
      reason: `${address} does not answer. Is ${setting} right, and may this machine connect to it?`,
      passes: true,
    }
  if (has(/ECONNRESET|EPIPE|socket hang up|Closed connection|UND_ERR_SOCKET|disconnected before secure/i))
    return {
      reason: `${address} ends the connection. If it stays so: does ${setting} name the right port, TLS where the other side wants it?`,
      passes: true,
    }
  return undefined
}

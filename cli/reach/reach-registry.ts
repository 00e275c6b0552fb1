import { basic } from '../../runtime/codec/confluent-registry.ts'
import type { RegistryConfig } from '../../runtime/config/pulse-config.ts'
import { CodecError } from '../../runtime/errors.ts'
import { rootMessage } from './causes.ts'
import { networkObstacle } from './network-obstacle.ts'
import type { Obstacle } from './wait-for.ts'

const ANSWER_MS = 5_000

/** The registry answered, but not as one. */
class RegistryAnswer extends CodecError {
  readonly status: number

  constructor(url: string, status: number) {
    super('registryUnavailable', `The schema registry at ${url} answers with status ${status}.`)
    this.status = status
  }
}

/** Asks the registry for its subjects. @throws CodecError `registryUnavailable` */
export async function reachRegistry({ url, credentials }: RegistryConfig): Promise<void> {
  const headers =
    credentials === undefined ? {} : { authorization: basic(credentials.username, credentials.password) }
  let response: Response
  try {
    response = await fetch(`${url.replace(/\/+$/, '')}/subjects`, {
      headers,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
  } catch (cause) {
    throw new CodecError(
      'registryUnavailable',
      `The schema registry at ${url} does not answer: ${rootMessage(cause)}`,
      { cause },
    )
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok || !Array.isArray(body)) throw new RegistryAnswer(url, response.status)
}

/** Why the registry could not be reached, and whether waiting helps. */
export function registryObstacle(error: unknown, { url }: RegistryConfig): Obstacle {
  const status = error instanceof RegistryAnswer ? error.status : undefined
  if (status === 401 || status === 403)
    return {
      reason: `${url} refuses our user: check SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD.`,
      passes: false,
    }
  if (status === 404 || status === 200)
    return {
      reason: `${url} is no registry, or not yet: check the path of SCHEMA_REGISTRY_URL (Apicurio: …/apis/ccompat/v7).`,
      passes: true,
    }
  if (status !== undefined) return { reason: `${url} answers with status ${status}.`, passes: true }
  return (
    networkObstacle(error, url, 'SCHEMA_REGISTRY_URL') ?? {
      reason: `${url}: ${rootMessage(error)}`,
      passes: true,
    }
  )
}

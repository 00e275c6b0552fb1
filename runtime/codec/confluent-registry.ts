import { setTimeout as delay } from 'node:timers/promises'
import { SchemaRegistry as Client, COMPATIBILITY } from '@kafkajs/confluent-schema-registry'
import { CodecError } from '../errors.ts'
import type { SchemaRegistry } from './port.ts'

export interface ConfluentRegistryOptions {
  readonly username?: string
  readonly password?: string
  /** How long calls are repeated while the registry is out of reach. Default 10 s. */
  readonly retryForMs?: number
}

type ClientArguments = ConstructorParameters<typeof Client>[0]
type AvroRecordSchema = Parameters<Client['register']>[0]

const REQUEST_TIMEOUT_MS = 5_000
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 2_000

/** A Confluent-compatible registry over HTTP; subjects are set to BACKWARD_TRANSITIVE when first registered. */
export function createConfluentRegistry(url: string, options: ConfluentRegistryOptions = {}): SchemaRegistry {
  const { username, password, retryForMs = 10_000 } = options
  const client = new Client({
    host: url.replace(/\/+$/, ''),
    clientId: 'ashare-pulse',
    middlewares: [requestTimeout],
    ...(username === undefined ? {} : { auth: { username, password: password ?? '' } }),
  })
  const call = <T>(what: string, request: () => Promise<T>): Promise<T> =>
    retried(retryForMs, async () => {
      try {
        return await request()
      } catch (cause) {
        throw typed(cause, `${what} at ${url}`)
      }
    })

  return {
    register: (subject, schema) =>
      call(`Registering the schema of subject ${subject}`, async () => {
        const registered = await client.register(schema as AvroRecordSchema, {
          subject,
          compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE,
        })
        return registered.id
      }),

    schema: (id) =>
      call(`Fetching schema id ${id}`, async () => JSON.parse(JSON.stringify(await client.getSchema(id)))),
  }
}

const requestTimeout: NonNullable<ClientArguments['middlewares']>[number] = () => ({
  prepareRequest: async (next) => (await next()).enhance({ timeout: REQUEST_TIMEOUT_MS }),
})

async function retried<T>(retryForMs: number, attempt: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + retryForMs
  for (let pause = FIRST_RETRY_MS; ; pause = Math.min(2 * pause, LONGEST_RETRY_MS)) {
    try {
      return await attempt()
    } catch (error) {
      const retriable = error instanceof CodecError && error.code === 'registryUnavailable'
      if (!retriable || performance.now() + pause > giveUpAt) throw error
    }
    await delay(pause)
  }
}

/** The client reports an unreachable host as status 400, as it does everything that is not an answer. */
function typed(cause: unknown, what: string): CodecError {
  const { message, name, status } = cause as Partial<Error> & { readonly status?: number }
  if (status === 404) return new CodecError('unknownSchema', `${what}: there is none.`, { cause })
  if (status === 409 || status === 422 || name === 'ConfluentSchemaRegistryCompatibilityError') {
    return new CodecError(
      'incompatible',
      `${what} was refused (${message}). Subjects must be BACKWARD_TRANSITIVE: give new fields a default, ` +
        'keep names, types and enum symbols.',
      { cause },
    )
  }
  if (status === 401 || status === 403) {
    return new CodecError('registryUnavailable', `${what}: access denied; check the credentials.`, { cause })
  }
  return new CodecError('registryUnavailable', `${what} failed: ${message ?? cause}. Is the registry up?`, {
    cause,
  })
}

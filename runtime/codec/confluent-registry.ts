import { setTimeout as delay } from 'node:timers/promises'
import { SchemaRegistry as Client, COMPATIBILITY } from '@kafkajs/confluent-schema-registry'
import { CodecError } from '../errors.ts'
import { type Patience, patiently } from './patiently.ts'
import type { SchemaRegistry } from './port.ts'

export interface ConfluentRegistryOptions extends Patience {
  readonly username?: string
  readonly password?: string
}

type ClientArguments = ConstructorParameters<typeof Client>[0]
type AvroRecordSchema = Parameters<Client['register']>[0]

/** A registry that takes longer is asked again. */
const REQUEST_TIMEOUT_MS = 20_000
/** Confluent's API: ids are signed 32-bit numbers, and this code says that it has no schema of an id. */
const LARGEST_ID = 2 ** 31 - 1
const NO_SUCH_SCHEMA = 40_403

/**
 * A Confluent-compatible registry over HTTP; subjects are set to BACKWARD_TRANSITIVE when first registered. Calls wait
 * for a registry that is out of reach: a schema is unknown only when the registry says so.
 */
export function createConfluentRegistry(url: string, options: ConfluentRegistryOptions = {}): SchemaRegistry {
  const { username, password = '' } = options
  const host = url.replace(/\/+$/, '')
  const client = new Client({
    host,
    clientId: 'ashare-pulse',
    middlewares: [requestTimeout],
    retry: { retries: 0 },
    ...(username === undefined ? {} : { auth: { username, password } }),
  })
  const headers = username === undefined ? {} : { authorization: basic(username, password) }

  return {
    register: (subject, schema) =>
      patiently(options, async () => {
        try {
          const { id } = await agreed(() =>
            client.register(schema as AvroRecordSchema, {
              subject,
              compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE,
            }),
          )
          return id
        } catch (cause) {
          throw refused(cause, `Registering the schema of subject ${subject} at ${url}`)
        }
      }),

    schema: (id) =>
      patiently(options, async () => {
        const what = `Fetching schema id ${id} at ${url}`
        if (id > LARGEST_ID) throw unknown(what)
        const { status, body } = await answerTo(`${host}/schemas/ids/${id}`, headers, what)
        if (status === 404 && (body as { error_code?: unknown })?.error_code === NO_SUCH_SCHEMA)
          throw unknown(what)
        const text = (body as { schema?: unknown } | undefined)?.schema
        if (status === 200 && typeof text === 'string') return avroSchema(text, what)
        throw unavailable(what, status, `status ${status}`)
      }),
  }
}

/**
 * Services that begin with one subject at the same moment get in each other's way: the client registers first and sets the
 * compatibility then. What looks like a refusal is over when the other has done.
 */
async function agreed<T>(register: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await register()
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isRace(error as Error & { readonly status?: number })) throw error
    }
    await delay(RACE_PAUSE_MS * attempt)
  }
}

const MOST_ATTEMPTS = 10
const RACE_PAUSE_MS = 50

const isRace = ({ message, status }: Error & { readonly status?: number }): boolean =>
  /^Compatibility does not match the configuration/.test(message) ||
  (status === 409 && /already exists/.test(message))

const requestTimeout: NonNullable<ClientArguments['middlewares']>[number] = () => ({
  prepareRequest: async (next) => (await next()).enhance({ timeout: REQUEST_TIMEOUT_MS }),
})

/** The header by which a request signs in to a registry. */
export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

async function answerTo(
  address: string,
  headers: Readonly<Record<string, string>>,
  what: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
    const text = await response.text()
    return { status: response.status, body: jsonIn(text) }
  } catch (cause) {
    throw unavailable(what, undefined, reasonOf(cause), cause)
  }
}

function avroSchema(text: string, what: string): object {
  const schema = jsonIn(text)
  if (schema === undefined) throw new CodecError('unknownSchema', `${what}: it is no Avro schema.`)
  return typeof schema === 'object' && schema !== null ? schema : { type: schema }
}

/** Undefined where there is none: what answers need not be a registry. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The client reports an unreachable host as status 400, as it does everything that is not an answer. */
function refused(cause: unknown, what: string): CodecError {
  const { message, name, status } = cause as Partial<Error> & { readonly status?: number }
  // Two services began with one subject at the same moment: the next attempt finds what the other has registered.
  if (status === 409 && /already exists/i.test(message ?? ''))
    return unavailable(what, status, message!, cause)
  if (status === 409 || status === 422 || name === 'ConfluentSchemaRegistryCompatibilityError') {
    return new CodecError(
      'incompatible',
      `${what} was refused (${message}). Subjects must be BACKWARD_TRANSITIVE: give new fields a default, ` +
        'keep names, types and enum symbols.',
      { cause },
    )
  }
  return unavailable(what, status, message ?? String(cause), cause)
}

const unknown = (what: string): CodecError => new CodecError('unknownSchema', `${what}: there is none.`)

function unavailable(what: string, status: number | undefined, reason: string, cause?: unknown): CodecError {
  const advice =
    status === 401 || status === 403
      ? 'access denied; check the credentials.'
      : `${reason}. Is the registry up, and SCHEMA_REGISTRY_URL right?`
  return new CodecError('registryUnavailable', `${what} failed: ${advice}`, { cause })
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? cause.message : message
}

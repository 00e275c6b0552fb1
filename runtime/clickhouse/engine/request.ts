import type { IncomingMessage } from 'node:http'
import type { Role } from './access.ts'
import { databaseError } from './database-error.ts'
import { multipartFields } from './multipart.ts'
import { RequestBody } from './request-body.ts'

/** Parameters of the HTTP interface itself; every other one is a setting. */
const INTERFACE_PARAMETERS = new Set(
  (
    'query database default_format query_id session_id session_timeout session_check close_session ' +
    'user password quota_key compress decompress wait_end_of_query buffer_size role client_protocol_version ' +
    'http_write_exception_in_output_format'
  ).split(' '),
)

/** A reader's statement with the values of its parameters. */
export const READER_BODY_BYTES = 4 << 20

/** A statement as it came over HTTP. */
export interface EngineRequest {
  readonly role: Role
  /** The method GET must not change anything. */
  readonly isGet: boolean
  /** Statement, or its beginning, from the URL; empty when it stands in the body. */
  readonly query: string
  readonly body: RequestBody
  readonly database: string | undefined
  readonly format: string | undefined
  readonly settings: ReadonlyMap<string, string>
  /** Values of `{name:Type}`, escaped by the client, bound by the engine. */
  readonly parameters: ReadonlyMap<string, string>
  readonly session:
    | { readonly id: string; readonly timeoutMs: number; readonly mustExist: boolean }
    | undefined
  readonly waitForEnd: boolean
  readonly acceptsGzip: boolean
}

/** @throws DatabaseError on what the facade does not offer. */
export async function parseRequest(
  request: IncomingMessage,
  url: URLSearchParams,
  role: Role,
): Promise<EngineRequest> {
  refuseUnsupported(url)
  const body = await RequestBody.open(request)
  const contentType = request.headers['content-type'] ?? ''
  const isForm = /^multipart\/form-data\b/i.test(contentType)
  const wholeForm = (): Promise<Buffer> => body.whole(role === 'reader' ? READER_BODY_BYTES : undefined)
  const fields = isForm ? multipartFields(await wholeForm(), contentType) : new Map<string, string>()
  const given = new Map([...url, ...fields])
  const settings = new Map<string, string>()
  const parameters = new Map<string, string>()
  for (const [name, value] of given) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value)
    else if (!INTERFACE_PARAMETERS.has(name)) settings.set(name, value)
  }
  return {
    role,
    isGet: request.method === 'GET',
    query: given.get('query') ?? '',
    body: isForm ? RequestBody.empty : body,
    database: given.get('database') ?? header(request, 'x-clickhouse-database'),
    format: formatName(given.get('default_format') ?? header(request, 'x-clickhouse-format')),
    settings,
    parameters,
    session: sessionOf(given),
    waitForEnd: given.get('wait_end_of_query') === '1',
    acceptsGzip:
      given.get('enable_http_compression') === '1' &&
      /\bgzip\b/.test(header(request, 'accept-encoding') ?? ''),
  }
}

/** It goes into the statement as it is. */
function formatName(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined
  if (/^\w{1,64}$/.test(name)) return name
  throw databaseError(73, 'UNKNOWN_FORMAT', `Unknown format ${name.slice(0, 64)}.`)
}

function sessionOf(given: ReadonlyMap<string, string>): EngineRequest['session'] {
  const id = given.get('session_id')
  if (id === undefined || id === '') return undefined
  const timeoutMs = Number(given.get('session_timeout') ?? 60) * 1000
  return { id, timeoutMs, mustExist: given.get('session_check') === '1' }
}

function refuseUnsupported(url: URLSearchParams): void {
  if (url.get('compress') === '1' || url.get('decompress') === '1') {
    throw databaseError(48, 'NOT_IMPLEMENTED', 'ClickHouse block compression: use gzip over HTTP instead.')
  }
  if (url.has('role')) throw databaseError(48, 'NOT_IMPLEMENTED', 'The embedded engine has no roles.')
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

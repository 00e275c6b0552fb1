import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answerErrors } from './http/errors.ts'
import { openApi, ReplayQuery, StreamQuery } from './http/openapi.ts'
import { type Packed, packed, takesGzip } from './http/packed.ts'
import { type Page, servePage } from './http/page.ts'
import { requestSignal } from './http/request-signal.ts'
import type { Route } from './http/route.ts'
import { SharedAnswers } from './http/shared-answers.ts'
import { attachment, tableText } from './http/table.ts'
import { validate } from './http/validate.ts'
import type { Metrics } from './metrics.ts'
import type { Reader } from './queries/reader.ts'
import { readiness } from './readiness.ts'
import type { Replays } from './replay/replay.ts'
import { guard } from './security/guard.ts'
import { SECURITY_HEADERS } from './security/headers.ts'
import type { TokenGate } from './security/token.ts'
import type { StreamHub } from './stream/stream-hub.ts'

/** A form with a token is all that is ever sent here. */
const BODY_BYTES = 4_096
const PARAMETER_CHARACTERS = 100
/** A request that takes longer to arrive is not one of ours, nor are headers that do. */
const REQUEST_MS = 30_000
const HEADERS_MS = 10_000
const CHECK_MS = 2_000
/** Sockets, event streams included; more are closed at once. */
const MOST_CONNECTIONS = 6_000

const Format = z.object({ format: z.enum(['json', 'csv']).default('json') })

export interface AppOptions {
  readonly version: string
  readonly routes: readonly Route[]
  readonly hub: StreamHub
  readonly reader: Reader
  readonly replays: Replays
  readonly metrics: Metrics
  readonly page: Page
  readonly gate: TokenGate | undefined
  readonly log: (message: string) => void
}

/** The HTTP server with everything it answers, not yet listening. */
export function createApp(options: AppOptions): FastifyInstance {
  const { version, routes, page, gate, metrics, log } = options
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS },
    http: { connectionsCheckingInterval: CHECK_MS },
  })
  app.server.headersTimeout = HEADERS_MS
  app.server.maxConnections = MOST_CONNECTIONS
  answerErrors(app, log)
  guard(app, gate)
  app.addHook('onResponse', async ({ routeOptions }, { statusCode }) => {
    metrics.onAnswer(routeOptions.url ?? 'none', statusCode)
  })
  const document = JSON.stringify(openApi(routes, version))
  app.get('/api/openapi.json', (_, reply) => reply.type('application/json').send(document))
  const shared = new SharedAnswers<Packed>()
  for (const route of routes) serveRoute(app, route, shared)
  serveStreams(app, options)
  serveOperations(app, options)
  servePage(app, page)
  return app
}

function serveRoute(app: FastifyInstance, route: Route, shared: SharedAnswers<Packed>): void {
  const query = route.table === undefined ? route.query : route.query.extend(Format.shape)
  app.get(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, reply) => {
    const params = validate(route.params, request.params, 'path')
    const { format = 'json', ...filter } = validate(query, request.query, 'query') as Record<string, unknown>
    const isCsv = format === 'csv'
    const takes = takesGzip(request.headers['accept-encoding'])
    const key = JSON.stringify([route.id, format, takes, params, filter])
    const { body, encoding } = await shared.get(key, requestSignal(reply), async (signal) => {
      const answer = await route.handle(params as never, filter as never, signal)
      return packed(isCsv ? tableText(route.table!(answer as never)) : JSON.stringify(answer), takes)
    })
    reply.header('cache-control', 'no-store').header('vary', 'accept-encoding')
    if (encoding !== null) reply.header('content-encoding', encoding)
    if (isCsv) reply.header('content-disposition', attachment(route.id, params, filter))
    return reply.type(isCsv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8').send(body)
  })
}

function serveStreams(app: FastifyInstance, { hub, replays }: AppOptions): void {
  app.get('/api/v1/stream', async (request, reply) => {
    const { dataset, lastEventId } = validate(StreamQuery, request.query, 'query')
    const header = request.headers['last-event-id']
    setSecurityHeaders(reply.raw)
    await hub.connect(reply.raw, dataset, typeof header === 'string' && header !== '' ? header : lastEventId)
    return reply.hijack()
  })
  app.get('/api/v1/replay', async (request, reply) => {
    const query = validate(ReplayQuery, request.query, 'query')
    const header = request.headers['last-event-id']
    setSecurityHeaders(reply.raw)
    const lastEventId = typeof header === 'string' ? header : undefined
    await replays.play(reply.raw, { ...query, lastEventId }, requestSignal(reply))
    return reply.hijack()
  })
}

/** What fastify adds to its answers, for those that are written past it. */
function setSecurityHeaders(response: { setHeader(name: string, value: string): unknown }): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
}

function serveOperations(app: FastifyInstance, { version, hub, reader, metrics }: AppOptions): void {
  app.get('/healthz', () => ({ status: 'ok', version }))
  app.get('/readyz', async (_, reply) => {
    const state = await readiness(hub, reader)
    return reply.code(state.ready ? 200 : 503).send(state)
  })
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}

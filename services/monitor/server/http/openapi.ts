import { z } from 'zod'
import { Dataset, IsoDate, Problem } from '../../api/common.ts'
import { REPLAY_EVENTS, STREAM_EVENTS } from '../../api/stream-events.ts'
import type { Route } from './route.ts'

type Json = Readonly<Record<string, unknown>>

/** Other answers than JSON, described by hand. */
interface PlainPath {
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly type: string
  readonly query?: z.ZodObject
  readonly schema?: Json
}

export const StreamQuery = z.object({
  dataset: Dataset.default('main'),
  lastEventId: z
    .string()
    .max(4_000)
    .optional()
    .describe('Position to go on from; Last-Event-ID goes before it.'),
})

export const ReplayQuery = z.object({
  dataset: Dataset.default('main'),
  date: IsoDate,
  speed: z.coerce.number().min(0.1).max(3_600).default(60).describe('Seconds of the session in one second.'),
  from: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written HH:MM')
    .default('09:25')
    .describe('Where to begin, Shanghai time.'),
})

const PLAIN: readonly PlainPath[] = [
  {
    path: '/api/v1/stream',
    id: 'stream',
    summary: 'Server-sent events of a data set; each event and its data: schema StreamEvents.',
    type: 'text/event-stream',
    query: StreamQuery,
  },
  {
    path: '/api/v1/replay',
    id: 'replay',
    summary: 'A stored session as server-sent events in event time, at a speed; schema ReplayEvents.',
    type: 'text/event-stream',
    query: ReplayQuery,
  },
  { path: '/api/openapi.json', id: 'openapi', summary: 'This document.', type: 'application/json' },
  { path: '/healthz', id: 'health', summary: 'The process answers.', type: 'application/json' },
  {
    path: '/readyz',
    id: 'ready',
    summary: 'Log and warehouse can be read; 503 if not.',
    type: 'application/json',
  },
  { path: '/metrics', id: 'metrics', summary: 'Figures for Prometheus.', type: 'text/plain' },
]

/** The OpenAPI 3.1 document of the routes. */
export function openApi(routes: readonly Route[], version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ashare-pulse monitor',
      version,
      description:
        'Limit-up ladder, promotion, stage and breadth of the A-share market: stored sessions, and the running one as ' +
        'events. Dates yyyy-mm-dd, times epoch ms, prices and amounts yuan, returns fractions; unknown is null.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries([
      ...routes.map((route) => [route.path, { get: operation(route) }]),
      ...PLAIN.map((plain) => [plain.path, { get: plainOperation(plain) }]),
    ]),
    components: {
      schemas: {
        ...Object.fromEntries(routes.map(({ id, answer }) => [answerName(id), schemaOf(answer)])),
        Problem: schemaOf(Problem),
        StreamEvents: schemaOf(z.object(STREAM_EVENTS)),
        ReplayEvents: schemaOf(z.object(REPLAY_EVENTS)),
      },
      responses: {
        Problem: {
          description: 'What is wrong, where, and what to do.',
          content: { 'application/problem+json': { schema: reference('Problem') } },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'PULSE_MONITOR_TOKEN, where one is set.' },
      },
    },
    security: [{}, { bearer: [] }],
  }
}

const answerName = (id: string): string => `${id[0]!.toUpperCase()}${id.slice(1)}`
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const PROBLEMS = { default: { $ref: '#/components/responses/Problem' } }

function operation({ id, summary, params, query, answer, table }: Route): Json {
  return {
    operationId: id,
    summary,
    parameters: [
      ...parameters(params, 'path'),
      ...parameters(query, 'query'),
      ...(table === undefined ? [] : [FORMAT]),
    ],
    responses: {
      200: {
        description: answer.description ?? summary,
        content: {
          'application/json': { schema: reference(answerName(id)) },
          ...(table === undefined ? {} : { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
      ...PROBLEMS,
    },
  }
}

function plainOperation({ id, summary, type, query }: PlainPath): Json {
  return {
    operationId: id,
    summary,
    parameters: query === undefined ? [] : parameters(query, 'query'),
    responses: { 200: { description: summary, content: { [type]: {} } }, ...PROBLEMS },
  }
}

const FORMAT = {
  name: 'format',
  in: 'query',
  required: false,
  description: 'csv gives the list as a file.',
  schema: { type: 'string', enum: ['json', 'csv'], default: 'json' },
} as const

function parameters(schema: z.ZodObject, place: 'path' | 'query'): Json[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: property,
  }))
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema)
  return rest
}

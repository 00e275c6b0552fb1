import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import {
  portfolioDay,
  portfolioStat,
  portfolioWeight,
  seriesBar,
  signal,
  target,
} from '../../services/warehouse/testing/signal-events.ts'
import { TestMonitor } from './open-test-monitor.ts'
import { boardMinute, groupMinute, limitChange, marketMinute } from './session-events.ts'

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>
  readonly components: { readonly schemas: Readonly<Record<string, z.core.JSONSchema.BaseSchema>> }
}
interface Operation {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema?: { $ref?: string } }>> }>
  >
}

describe('the OpenAPI document', () => {
  let test: TestMonitor
  let monitor: Monitor
  let document: Document

  beforeAll(async () => {
    test = await TestMonitor.open()
    await test.announce()
    await test.store('minutes', [marketMinute(1)])
    await test.store('boards', [boardMinute(1)])
    await test.store('groups', [groupMinute(1, '白酒')])
    await test.store('limitChanges', [limitChange(1)])
    await test.store('volatility', [signal({ components: { vix: 16 } })])
    await test.store('series', [seriesBar({ symbol: '600519.SH' as never })])
    await test.store('portfolios', [portfolioDay()])
    await test.store('weights', [portfolioWeight()])
    await test.store('portfolioStats', [portfolioStat()])
    await test.store('targets', [target()])
    monitor = await test.start()
    document = (await (await fetch(new URL('/api/openapi.json', monitor.url))).json()) as Document
  })
  afterAll(() => test.close())

  it('names every path that the monitor answers', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/openapi.json',
      '/api/v1/datasets',
      '/api/v1/day/{date}/events',
      '/api/v1/day/{date}/feedback',
      '/api/v1/day/{date}/groups',
      '/api/v1/day/{date}/ladder',
      '/api/v1/day/{date}/minutes',
      '/api/v1/day/{date}/snapshot',
      '/api/v1/health-of-feed',
      '/api/v1/history',
      '/api/v1/portfolios',
      '/api/v1/portfolios/{strategy}',
      '/api/v1/replay',
      '/api/v1/series/{symbol}',
      '/api/v1/sessions',
      '/api/v1/signals',
      '/api/v1/signals/{signal}/latest',
      '/api/v1/signals/{signal}/series',
      '/api/v1/stock/{symbol}/day/{date}',
      '/api/v1/stream',
      '/healthz',
      '/metrics',
      '/readyz',
    ])
  })

  it('describes each JSON answer as it is', async () => {
    for (const [path, { get }] of Object.entries(document.paths)) {
      const reference = get.responses[200]!.content!['application/json']?.schema?.$ref
      if (reference === undefined) continue
      const schema = z.fromJSONSchema(document.components.schemas[reference.split('/').at(-1)!]!)
      const url = new URL(
        path
          .replace('{date}', '2022-04-27')
          .replace('{symbol}', '600519.SH')
          .replace('{signal}', 'vvix_vix')
          .replace('{strategy}', 'mapping-strong'),
        monitor.url,
      )
      const response = await fetch(url)
      const body: unknown = await response.json()
      expect(response.status, path).toBe(200)
      expect(schema.safeParse(body).error, path).toBeUndefined()
    }
  })

  it('names path parameters as required, and offers lists as CSV', () => {
    const { parameters, responses } = document.paths['/api/v1/day/{date}/ladder']!.get
    expect(parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ['date', 'path', true],
      ['dataset', 'query', false],
      ['minute', 'query', false],
      ['format', 'query', false],
    ])
    expect(Object.keys(responses[200]!.content!)).toEqual(['application/json', 'text/csv'])
  })
})

import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../services/monitor/api/common.ts'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { TestMonitor } from './open-test-monitor.ts'
import { instrument, marketMinute, symbolOf } from './session-events.ts'

const TOKEN = 'a-long-enough-secret'
const PAGE = new Map([
  [
    '/',
    {
      body: Buffer.from('<!doctype html><title>page</title>'),
      type: 'text/html; charset=utf-8',
      etag: '"1"',
    },
  ],
  ['/page.js', { body: Buffer.from('export {}'), type: 'text/javascript; charset=utf-8', etag: '"2"' }],
])

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** What was announced is known when the server has read it. */
const PATIENT = { timeout: 30_000 }

describe('guards of the monitor', () => {
  let test: TestMonitor
  let monitor: Monitor
  let guarded: Monitor

  /** By node:http, which neither normalises paths nor minds what Host says. */
  const ask = (
    { url }: Monitor,
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
    body?: string,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(url)
      const asked = request({ hostname, port, path, method, headers, agent: false }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
      })
      asked.on('error', reject)
      asked.end(body)
    })
  const problemOf = ({ text, headers }: Answer) => {
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
    return Problem.parse(JSON.parse(text))
  }

  beforeAll(async () => {
    test = await TestMonitor.open()
    await test.announce()
    await test.store('minutes', [marketMinute(1)])
    await test.store('instruments', [instrument(symbolOf(1))])
    monitor = await test.start({ page: PAGE })
    guarded = await test.start({ host: '0.0.0.0', token: TOKEN, page: PAGE })
  })
  afterAll(() => test.close())

  it('sends the same strict headers with every kind of answer', async () => {
    for (const path of ['/', '/page.js', '/api/v1/datasets', '/api/openapi.json', '/nothing', '/metrics']) {
      const { headers } = await ask(monitor, path)
      expect(headers['content-security-policy'], path).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "font-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
      )
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    const stream = await fetch(new URL('/api/v1/stream', monitor.url))
    expect(stream.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff')
    await stream.body!.cancel()
  })

  it('answers on loopback only to names of this machine', async () => {
    const { port } = new URL(monitor.url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
      expect((await ask(monitor, '/healthz', { host })).status, host).toBe(200)
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `127.0.0.1.evil:${port}`,
    ]) {
      const answer = await ask(monitor, '/healthz', { host })
      expect(answer.status, host).toBe(421)
      expect(problemOf(answer).action).toContain(`http://127.0.0.1:${port}/`)
    }
  })

  it('serves beyond loopback only with a token', async () => {
    await expect(test.start({ host: '0.0.0.0' })).rejects.toThrow(/set PULSE_MONITOR_TOKEN/)
    await expect(test.start({ host: '0.0.0.0', token: 'short' })).rejects.toThrow(/at least 16 characters/)
    const refused = await ask(guarded, '/api/v1/datasets')
    expect(refused.status).toBe(401)
    expect(problemOf(refused).action).toContain('Authorization: Bearer')
    for (const path of ['/metrics', '/readyz', '/api/v1/stream', '/page.js', '/api/openapi.json'])
      expect((await ask(guarded, path)).status, path).toBe(401)
    expect((await ask(guarded, '/healthz')).status).toBe(200)
    expect((await ask(guarded, '/api/v1/datasets', { authorization: `Bearer ${TOKEN}` })).status).toBe(200)
    expect((await ask(guarded, '/api/v1/datasets', { authorization: `Bearer ${TOKEN}x` })).status).toBe(401)
  })

  it('lets a browser sign in, with a cookie that scripts and other sites cannot use', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const page = await ask(guarded, '/', { accept: 'text/html' })
    expect(page).toMatchObject({ status: 401, text: expect.stringContaining('<form method="post"') })
    expect(page.headers['content-security-policy']).toContain("form-action 'self'")
    expect((await ask(guarded, '/sign-in', form, 'POST', 'token=wrong')).status).toBe(401)
    const signedIn = await ask(guarded, '/sign-in', form, 'POST', `token=${TOKEN}`)
    expect(signedIn).toMatchObject({ status: 303, headers: { location: '/' } })
    const [cookie] = signedIn.headers['set-cookie'] as string[]
    expect(cookie).toMatch(/^pulse_monitor=\S+; Path=\/; HttpOnly; SameSite=Strict; /)
    expect(cookie).not.toContain(TOKEN)
    const value = cookie!.split(';')[0]!
    expect((await ask(guarded, '/', { cookie: `other=1; ${value}` })).text).toContain('<title>page')
    expect((await ask(guarded, '/', { cookie: `${value}x` })).status).toBe(401)
  })

  it('refuses parameters that it does not understand, and says what to do', async () => {
    const wrong = [
      '/api/v1/sessions?dataset=main%27%20OR%201=1',
      '/api/v1/sessions?datset=main',
      '/api/v1/day/2022-02-30/minutes',
      "/api/v1/day/2022-04-27'%20OR%20'1'='1/minutes",
      '/api/v1/day/2022-04-27/ladder?minute=241',
      '/api/v1/day/2022-04-27/ladder?minute=1.5',
      '/api/v1/day/2022-04-27/ladder?minute=1&minute=2',
      '/api/v1/day/2022-04-27/events?symbol=600519',
      '/api/v1/day/2022-04-27/events?since=-1',
      '/api/v1/day/2022-04-27/groups?kind=sector',
      '/api/v1/day/2022-04-27/minutes?format=xml',
      '/api/v1/history?from=yesterday',
      '/api/v1/stock/%27;DROP%20TABLE%20t_minutes/day/2022-04-27',
      '/api/v1/replay?date=2022-04-27&speed=0',
      '/api/v1/replay?date=2022-04-27&from=25:00',
      '/api/v1/replay',
    ]
    for (const path of wrong) {
      const answer = await ask(monitor, path)
      expect(answer.status, path).toBe(400)
      expect(problemOf(answer)).toMatchObject({ status: 400, action: expect.stringContaining('may be') })
    }
    expect(problemOf(await ask(monitor, '/api/v1/sessions?datset=main')).detail).toContain('unknown: datset')
  })

  it('says what is not there', async () => {
    for (const path of ['/api/v1/sessions?dataset=sim-404', '/api/v1/stream?dataset=sim-404']) {
      const answer = await ask(monitor, path)
      expect(answer.status).toBe(404)
      expect(problemOf(answer).action).toContain('/api/v1/datasets')
    }
    await test.announce('sim-empty')
    await expect
      .poll(
        async () => problemOf(await ask(monitor, '/api/v1/day/latest/snapshot?dataset=sim-empty')),
        PATIENT,
      )
      .toMatchObject({ status: 404, detail: expect.stringContaining('no session yet') })
  })

  it('takes nothing but reading, and nothing large', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask(monitor, '/api/v1/datasets', {}, method)).status, method).toBe(404)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await ask(guarded, '/sign-in', form, 'POST', `token=${'x'.repeat(9_000)}`)).status).toBe(413)
    expect(
      (await ask(monitor, `/api/v1/stock/${'6'.repeat(5_000)}/day/2022-04-27`)).status,
    ).toBeGreaterThanOrEqual(400)
  })

  it('serves only the files of the page, whatever the path', async () => {
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/page.js/../../etc/passwd',
      '//etc/passwd',
      '/page.js%00',
    ]
    for (const path of paths) {
      const answer = await ask(monitor, path)
      expect(answer.status, path).toBeGreaterThanOrEqual(400)
      expect(answer.text).not.toContain('ashare-pulse"')
    }
    const packed = await ask(monitor, '/page.js', { 'accept-encoding': 'gzip' })
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', etag: 'W/"2"' })
    expect((await ask(monitor, '/page.js', { 'if-none-match': '"2"' })).status).toBe(304)
  })

  it('changes nothing in the warehouse, also if a statement tried', async () => {
    const rows = await test.sql<{ n: number }>('SELECT count() AS n FROM t_minutes')
    const { Reader } = await import('../../services/monitor/server/queries/reader.ts')
    const reader = new Reader(test.warehouse)
    await expect(reader.rows('x', 'TRUNCATE TABLE t_minutes', {})).rejects.toThrow(/ClickHouse 164/)
    const hurried = new Reader(test.warehouse, { maxSeconds: 1 })
    await expect(
      hurried.rows('x', 'SELECT sleepEachRow(0.5) FROM numbers(20) SETTINGS max_block_size = 1', {}),
    ).rejects.toMatchObject({ code: 'tooSlow' })
    await expect(reader.rows('x', 'SELECT number FROM numbers(300000)', {})).rejects.toMatchObject({
      code: 'tooLarge',
    })
    expect(await test.sql('SELECT count() AS n FROM t_minutes')).toEqual(rows)
  })

  it('says how it is: up, ready, and in figures', async () => {
    expect(JSON.parse((await ask(monitor, '/healthz')).text)).toEqual({ status: 'ok', version: 'test' })
    const ready = await ask(monitor, '/readyz')
    expect(ready.status).toBe(200)
    expect(JSON.parse(ready.text)).toMatchObject({ ready: true, checks: { log: 'ok', warehouse: 'ok' } })
    await test.publish('minutes', [marketMinute(3)])
    await expect
      .poll(async () => (await ask(monitor, '/metrics')).text)
      .toContain('dataset="main",outcome="late"} 3')
    const { text } = await ask(monitor, '/metrics')
    for (const name of [
      'stream_clients',
      'events_sent_total',
      'queue_drops_total',
      'query_seconds_bucket',
      'feed_silent_seconds',
      'answers_total',
    ])
      expect(text, name).toContain(`pulse_monitor_${name}`)
    expect(text).toContain('process_cpu_seconds_total')
  })
})

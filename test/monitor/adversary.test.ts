import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { TestMonitor } from './open-test-monitor.ts'
import { instrument, marketMinute, symbolOf } from './session-events.ts'

const TOKEN = 'a-long-enough-secret'

/** What a stranger may try who can reach the port. */
describe('adversaries of the monitor', () => {
  let test: TestMonitor
  let monitor: Monitor
  let guarded: Monitor
  let tables: string

  beforeAll(async () => {
    test = await TestMonitor.open()
    await test.announce()
    await test.store('minutes', [marketMinute(1)])
    await test.store('instruments', [instrument(symbolOf(1))])
    monitor = await test.start()
    guarded = await test.start({ host: '0.0.0.0', token: TOKEN })
    tables = await everyTable()
  })
  afterAll(() => test.close())

  /** Every table with its rows: what nothing below may change. */
  async function everyTable(): Promise<string> {
    const rows = await test.sql(
      "SELECT name, total_rows FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name",
    )
    return JSON.stringify(rows)
  }

  /** Sends bytes as they are and gives what comes back until the server closes, or says no more. */
  const raw = ({ url }: Monitor, bytes: string | Buffer): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      let answer = ''
      const end = (): void => {
        socket.destroy()
        resolve(answer)
      }
      let timer = setTimeout(end, 5_000)
      socket.on('data', (chunk) => {
        answer += chunk
        clearTimeout(timer)
        timer = setTimeout(end, 500)
      })
      socket.on('error', end)
      socket.on('close', () => {
        clearTimeout(timer)
        end()
      })
      socket.write(bytes)
    })
  const hostOf = ({ url }: Monitor): string => `127.0.0.1:${new URL(url).port}`

  it('whose parameters are SQL get an error or nothing, and change nothing', async () => {
    const injections = [
      "' OR '1'='1",
      "'; DROP TABLE t_minutes; --",
      "x') UNION ALL SELECT name, 1 FROM system.tables --",
      '{dataset:Identifier}',
      "\\'; SELECT sleep(3); --",
      "main' SETTINGS readonly=0 --",
      '%00main',
      '＇ OR 1=1',
      "main/**/FORMAT/**/JSON INTO OUTFILE '/tmp/x'",
    ]
    const places = [
      (text: string) => `/api/v1/sessions?dataset=${text}`,
      (text: string) => `/api/v1/day/${text}/minutes`,
      (text: string) => `/api/v1/day/2022-04-27/ladder?minute=${text}`,
      (text: string) => `/api/v1/day/2022-04-27/events?symbol=${text}`,
      (text: string) => `/api/v1/stock/${text}/day/2022-04-27`,
      (text: string) => `/api/v1/signals/${text}?subject=${text}`,
      (text: string) => `/api/v1/history?from=${text}`,
      (text: string) => `/api/v1/replay?date=2022-04-27&dataset=${text}`,
      (text: string) => `/api/v1/stream?dataset=${text}`,
      (text: string) => `/api/v1/stream?lastEventId=${text}&dataset=none`,
    ]
    for (const place of places)
      for (const injection of injections) {
        const path = place(encodeURIComponent(injection))
        const begun = performance.now()
        const response = await fetch(new URL(path, monitor.url))
        const text = await response.text()
        expect(response.status, path).toBeGreaterThanOrEqual(400)
        expect(response.status, path).toBeLessThan(500)
        expect(text, path).not.toMatch(/DB::|Exception:|Code: \d+/)
        expect(performance.now() - begun, path).toBeLessThan(2_900)
      }
    expect(await everyTable()).toBe(tables)
  })

  it('whose names are those of prototypes find nothing, and leave nothing behind', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const paths = [
        `/api/v1/sessions?${name}=1`,
        `/api/v1/sessions?${name}[polluted]=1`,
        `/api/v1/sessions?dataset=${name}`,
        `/api/v1/stream?dataset=${name}`,
        `/api/v1/stock/${name}/day/2022-04-27`,
        `/api/v1/day/${name}/minutes`,
        `/${name}`,
      ]
      for (const path of paths) {
        const { status } = await fetch(new URL(path, monitor.url))
        expect(status, path).toBeGreaterThanOrEqual(400)
        expect(status, path).toBeLessThan(500)
      }
      const body = `token=x&${name}=1&${name}[polluted]=1`
      const signIn = await fetch(`http://${hostOf(guarded)}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
      expect(signIn.status).toBe(401)
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('who put line breaks into what is sent back get no header and no event of their own', async () => {
    const lines = encodeURIComponent('x\r\nset-cookie: evil=1\r\n\r\n<script>alert(1)</script>')
    for (const path of [
      `/api/v1/sessions?dataset=${lines}`,
      `/api/v1/day/2022-04-27/minutes?format=csv&dataset=${lines}`,
      `/api/v1/stream?lastEventId=${encodeURIComponent('1\nevent: evil\ndata: {}\n\n')}`,
      `/${lines}`,
    ]) {
      const response = await raw(
        monitor,
        `GET ${path} HTTP/1.1\r\nHost: ${hostOf(monitor)}\r\nConnection: close\r\n\r\n`,
      )
      const [head = '', body = ''] = response.split('\r\n\r\n')
      expect(head, path).not.toMatch(/^set-cookie/im)
      expect(body, path).not.toMatch(/^event: evil/m)
      expect(head, path).not.toMatch(/content-type: text\/html/)
    }
    const csv = await fetch(
      new URL('/api/v1/day/2022-05-31/minutes?format=csv&dataset=a%22%3Bb', monitor.url),
    )
    expect(csv.headers.get('content-disposition') ?? '').not.toContain('a";b')
  })

  it('whose requests are too large, too slow or no HTTP are dropped', async () => {
    const host = hostOf(guarded)
    const large = await raw(
      guarded,
      `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999\r\n\r\ntoken=x`,
    )
    expect(large).toMatch(/^HTTP\/1\.1 413 /)
    const chunked = await raw(
      guarded,
      `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n${`1000\r\n${'x'.repeat(4_096)}\r\n`.repeat(3)}0\r\n\r\n`,
    )
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /)
    expect(await raw(guarded, `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    )
    // Two lengths at once are how requests are smuggled through proxies.
    expect(
      await raw(
        guarded,
        `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw(guarded, Buffer.from('16030100', 'hex'))).toMatch(/^(HTTP\/1\.1 400 |$)/)
    expect((await fetch(new URL('/healthz', monitor.url))).status).toBe(200)
  })

  it('who are pages of other sites get neither data nor a stream, but may link here', async () => {
    const ask = (path: string, site: string, mode: string) =>
      raw(
        monitor,
        `GET ${path} HTTP/1.1\r\nHost: ${hostOf(monitor)}\r\nSec-Fetch-Site: ${site}\r\nSec-Fetch-Mode: ${mode}\r\nConnection: close\r\n\r\n`,
      )
    for (const path of ['/api/v1/stream', '/api/v1/datasets', '/metrics'])
      expect(await ask(path, 'cross-site', 'no-cors'), path).toMatch(/^HTTP\/1\.1 403 /)
    expect(await ask('/healthz', 'cross-site', 'navigate')).toMatch(/^HTTP\/1\.1 200 /)
    expect(await ask('/api/v1/datasets', 'same-origin', 'cors')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('who send nothing hold no place for long', async () => {
    const idle: Socket[] = []
    for (let n = 0; n < 200; n += 1) {
      const socket = connect(Number(new URL(monitor.url).port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write('GET / HTTP/1.1\r\nHost: ')
      idle.push(socket)
    }
    try {
      const ended = Promise.all(idle.map((socket) => new Promise((resolve) => socket.on('close', resolve))))
      for (const socket of idle) socket.resume()
      expect((await fetch(new URL('/healthz', monitor.url))).status).toBe(200)
      await ended
    } finally {
      for (const socket of idle) socket.destroy()
    }
  }, 90_000)

  it('who guess the token are not listened to after ten guesses; who is signed in stays so', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`http://${hostOf(guarded)}/api/v1/datasets`, { headers })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const signIn = (token: string) =>
      fetch(`http://${hostOf(guarded)}/sign-in`, {
        method: 'POST',
        headers: form,
        body: `token=${token}`,
        redirect: 'manual',
      })
    const signedIn = await signIn(TOKEN)
    expect(signedIn.status).toBe(303)
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
    const statuses: number[] = []
    for (let guess = 0; guess < 12; guess += 1)
      statuses.push((await ask({ authorization: `Bearer guess-${guess}-of-some-length` })).status)
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401))
    expect(statuses.slice(10)).toEqual([429, 429])
    expect((await ask({ authorization: `Bearer ${TOKEN}` })).status).toBe(429)
    expect((await signIn(TOKEN)).status).toBe(429)
    expect((await ask({ cookie })).status).toBe(200)
  })
})

import { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { EventSourceClient } from './event-source.ts'
import { TestMonitor } from './open-test-monitor.ts'
import { groupMinute, limitChange, marketMinute, symbolOf } from './session-events.ts'

const CLIENTS = 1_000
const MEGABYTE = 2 ** 20

describe('clients of the event stream', () => {
  let test: TestMonitor
  let monitor: Monitor

  beforeAll(async () => {
    test = await TestMonitor.open()
    await test.announce()
    monitor = await test.start({ ringBytes: 2 * MEGABYTE })
  })
  afterAll(() => test.close())

  it(`serves ${CLIENTS} at a time, each event to each of them once`, async () => {
    const clients = Array.from(
      { length: CLIENTS },
      () => new EventSourceClient(new URL('/api/v1/stream', monitor.url).href),
    )
    for (const client of clients) await client.until(() => client.named('hello').length === 1, 'hello')
    expect(await metric('pulse_monitor_stream_clients')).toBe(CLIENTS)
    await test.publish(
      'limitChanges',
      Array.from({ length: 20 }, (_, n) => limitChange(1, { symbol: symbolOf(n) })),
    )
    await test.publish('minutes', [marketMinute(1)])
    for (const client of clients)
      await client.until(
        () => client.named('minute').length === 1 && client.named('limit-change').length === 20,
      )
    for (const client of clients) client.close()
    const end = Date.now() + 10_000
    while ((await metric('pulse_monitor_stream_clients')) > 0 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await metric('pulse_monitor_stream_clients')).toBe(0)
  })

  it('holds nothing for clients that do not read, and tells them to load the snapshot', async () => {
    const slow = Array.from(
      { length: 20 },
      () => new EventSourceClient(new URL('/api/v1/stream', monitor.url).href),
    )
    for (const client of slow) await client.until(() => client.named('feed').length === 1, 'greeting')
    for (const client of slow) client.pause()
    const fast = new EventSourceClient(new URL('/api/v1/stream', monitor.url).href)
    await fast.until(() => fast.named('feed').length === 1, 'greeting')
    globalThis.gc?.()
    const before = process.memoryUsage()
    // About 17 MB of events: far more than the ring and the sockets hold.
    const groups = Array.from({ length: 500 }, (_, n) => `组${n}`)
    for (let minute = 0; minute < 100; minute += 1)
      await test.publish(
        'groups',
        groups.map((name) => groupMinute(minute, name)),
      )
    await test.publish('minutes', [marketMinute(2)])
    await fast.until(() => fast.named('minute').length === 1, 'the last minute')
    const after = process.memoryUsage()
    const sent = fast.named('group').length
    // Had each of them a queue of its own, 20 x 17 MB would be there.
    expect(after.rss - before.rss).toBeLessThan(250 * MEGABYTE)
    expect(sent).toBe(100)
    for (const client of slow) client.resume()
    for (const client of slow) await client.until(() => client.named('reset').length > 0, 'reset')
    await test.publish('minutes', [marketMinute(3)])
    for (const client of slow) {
      await client.until(() =>
        client.named('minute').some(({ data }) => (data.row as { minute: number }).minute === 3),
      )
      expect(client.named('reset')[0]!.data).toMatchObject({ reason: 'tooSlow' })
      client.close()
    }
    fast.close()
    expect(await metric('pulse_monitor_queue_drops_total')).toBeGreaterThanOrEqual(20)
  })

  it('makes one answer for all who ask for the same at once', async () => {
    const before = await metric('pulse_monitor_query_seconds_count{query="minutes"}')
    const url = new URL('/api/v1/day/2022-04-27/minutes', monitor.url)
    const texts = await Promise.all(Array.from({ length: 200 }, async () => (await fetch(url)).text()))
    expect(new Set(texts).size).toBe(1)
    const queries = (await metric('pulse_monitor_query_seconds_count{query="minutes"}')) - before
    expect(queries).toBeLessThan(20)
  })

  it('lets go of connections that end without a word', async () => {
    const { hostname, port } = new URL(monitor.url)
    const socket = new Socket()
    await new Promise<void>((resolve) => socket.connect(Number(port), hostname, resolve))
    socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    expect(await metric('pulse_monitor_stream_clients')).toBeGreaterThan(0)
    socket.resetAndDestroy()
    const end = Date.now() + 5_000
    while ((await metric('pulse_monitor_stream_clients')) > 0 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await metric('pulse_monitor_stream_clients')).toBe(0)
  })

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(new URL('/metrics', monitor.url))).text()
    const line = text.split('\n').find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`))
    return Number(line?.split(' ').at(-1) ?? 0)
  }
})

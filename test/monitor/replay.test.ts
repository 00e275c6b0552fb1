import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { REPLAY_EVENTS } from '../../services/monitor/api/stream-events.ts'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { EventSourceClient } from './event-source.ts'
import { TestMonitor } from './open-test-monitor.ts'
import { at, boardMinute, groupMinute, limitChange, marketMinute, symbolOf } from './session-events.ts'

const MINUTES = [0, 1, 2, 119, 120, 121, 240]
const A = symbolOf(0)
const B = symbolOf(1)

describe('replay of a stored session', () => {
  let test: TestMonitor
  let monitor: Monitor
  const clients: EventSourceClient[] = []

  const replay = (query: string, headers: Record<string, string> = {}): EventSourceClient => {
    const url = new URL(`/api/v1/replay?date=2022-04-27&${query}`, monitor.url)
    const client = new EventSourceClient(url.href, headers)
    clients.push(client)
    return client
  }
  const minutesOf = (client: EventSourceClient): number[] =>
    client.named('minute').map(({ data }) => (data.row as { minute: number }).minute)

  beforeAll(async () => {
    test = await TestMonitor.open()
    await test.announce()
    await test.store(
      'minutes',
      MINUTES.map((minute) => marketMinute(minute)),
    )
    await test.store('boards', [
      boardMinute(1, { symbol: A, instrument: A }),
      boardMinute(2, { symbol: A, instrument: A }),
      boardMinute(2, { symbol: B, instrument: B }),
      boardMinute(119, { symbol: A, instrument: A }),
      boardMinute(119, { symbol: B, instrument: B, breakCount: 2 }),
      boardMinute(120, { symbol: B, instrument: B, breakCount: 2 }),
    ])
    await test.store('groups', [groupMinute(2, '白酒')])
    await test.store('limitChanges', [
      limitChange(1, { symbol: A, instrument: A, eventTime: at(9, 30, 15) }),
      limitChange(1, { symbol: B, instrument: B, eventTime: at(9, 31, 3) }),
      limitChange(2, { symbol: A, instrument: A, eventTime: at(15, 0, 0), kind: 'openedUp' }),
    ])
    monitor = await test.start()
  })
  afterAll(() => test.close())
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
  })

  it('sends rows and events in the order of event time, then ends', async () => {
    const client = replay('speed=3600')
    await client.until(() => client.ended, 'end')
    expect(minutesOf(client)).toEqual(MINUTES)
    const order = client.events
      .filter(({ name }) => name === 'minute' || name === 'limit-change')
      .map(({ name, data }) =>
        name === 'minute'
          ? (data.row as { minute: number }).minute
          : (data.event as { symbol: string }).symbol,
      )
    expect(order).toEqual([0, A, 1, B, 2, 119, 120, 121, A, 240])
    expect(client.named('replay').at(-1)!.data).toMatchObject({ state: 'ended', minute: 240 })
    expect(client.named('group').map(({ data }) => data.minute)).toEqual([2])
    for (const { name, data } of client.events) {
      const schema: z.ZodType = REPLAY_EVENTS[name as keyof typeof REPLAY_EVENTS]
      expect(schema.parse(data), name).toEqual(data)
    }
  })

  it('sends boards as differences from minute to minute', async () => {
    const client = replay('speed=3600')
    await client.until(() => client.ended, 'end')
    const changes = client
      .named('members')
      .map(({ data }) => [
        data.minute,
        (data.changed as { symbol: string }[]).map(({ symbol }) => symbol),
        data.removed,
      ])
    expect(changes).toEqual([
      [0, [], []],
      [1, [A], []],
      [2, [B], []],
      [119, [B], []],
      [120, [], [A]],
      [121, [], [B]],
      [240, [], []],
    ])
  })

  it('begins where it is told, with the boards as they stood there', async () => {
    const client = replay('speed=3600&from=09:32')
    await client.until(() => client.ended, 'end')
    expect(minutesOf(client)).toEqual([119, 120, 121, 240])
    expect(client.named('members')[0]!.data).toMatchObject({ full: true, minute: 2 })
    expect((client.named('members')[0]!.data.changed as object[]).length).toBe(2)
    const resumed = replay('speed=3600', { 'last-event-id': '120' })
    await resumed.until(() => resumed.ended, 'end')
    expect(minutesOf(resumed)).toEqual([121, 240])
    const over = replay('speed=3600', { 'last-event-id': '240' })
    await over.until(() => over.ended, 'end')
    expect(over.status).toBe(204)
  })

  it('keeps the speed and skips lunch', async () => {
    // 11:29 to 11:30 and 13:00 to 13:01 are two minutes: 1.2 s at 100 times the speed.
    const client = replay('speed=100&from=11:29')
    const begun = performance.now()
    await client.until(() => minutesOf(client).includes(121), 'first minute after lunch')
    const seconds = (performance.now() - begun) / 1000
    expect(seconds).toBeGreaterThan(0.5)
    expect(seconds).toBeLessThan(5)
  })

  it('says when a day has nothing to replay', async () => {
    const client = new EventSourceClient(new URL('/api/v1/replay?date=2022-04-28', monitor.url).href)
    clients.push(client)
    await client.until(() => client.ended, 'end')
    expect(client.named('replay').map(({ data }) => data.state)).toEqual(['empty'])
  })

  it('stops when the client goes, and has written nothing', async () => {
    const count = () => test.sql("SELECT sum(total_rows) AS n FROM system.tables WHERE name LIKE 't_%'")
    const before = await count()
    const ends = await Promise.all(
      ['sentiment.minutes', 'sentiment.boards'].map((topic) => test.log.ends(topic)),
    )
    for (let round = 0; round < 5; round += 1) {
      const client = replay('speed=1')
      await client.until(() => client.named('replay').length > 0, 'start')
      client.close()
    }
    await expect.poll(async () => await fetchStatus('speed=3600&from=14:59')).toBe(200)
    expect(await count()).toEqual(before)
    expect(
      await Promise.all(['sentiment.minutes', 'sentiment.boards'].map((topic) => test.log.ends(topic))),
    ).toEqual(ends)
  })

  it('refuses more than it can play at a time', async () => {
    const asked = Array.from({ length: 22 }, () => replay('speed=0.1'))
    const refused = () => asked.filter(({ status }) => status === 429)
    // Those of the test before may be ending still, so it can be more.
    await asked[0]!.until(() => refused().length >= 2, 'two refusals')
    expect(refused()[0]!.headers['content-type']).toContain('application/problem+json')
  })

  const fetchStatus = async (query: string): Promise<number> => {
    const response = await fetch(new URL(`/api/v1/replay?date=2022-04-27&${query}`, monitor.url))
    await response.body?.cancel()
    return response.status
  }
})

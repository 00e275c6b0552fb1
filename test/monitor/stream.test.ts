import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { LogError } from '../../runtime/errors.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { STREAM_EVENTS } from '../../services/monitor/api/stream-events.ts'
import type { BoardRow, DaySnapshot } from '../../services/monitor/api/types.ts'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { activeEpoch, stage, tier } from '../../services/warehouse/testing/events.ts'
import {
  openTestWarehouse,
  type TestWarehouse,
} from '../../services/warehouse/testing/open-test-warehouse.ts'
import { EventSourceClient, type ReceivedEvent } from './event-source.ts'
import { TestMonitor } from './open-test-monitor.ts'
import {
  at,
  DAY,
  groupMinute,
  instrument,
  limitChange,
  marketMinute,
  member,
  partial,
  symbolOf,
} from './session-events.ts'

describe('the event stream', () => {
  let engine: TestWarehouse
  let test: TestMonitor
  let monitor: Monitor
  const clients: EventSourceClient[] = []

  const connect = (query = '', headers: Record<string, string> = {}, from = monitor): EventSourceClient => {
    const client = new EventSourceClient(new URL(`/api/v1/stream?${query}`, from.url).href, headers)
    clients.push(client)
    return client
  }
  const greeted = async (client: EventSourceClient): Promise<EventSourceClient> => {
    await client.until(() => client.named('feed').length > 0, 'greeting')
    return client
  }
  const minutesOf = (client: EventSourceClient): number[] =>
    client.named('minute').map(({ data }) => (data.row as { minute: number }).minute)
  const keyOf = ({ data }: ReceivedEvent): string => {
    const { symbol, sequence } = data.event as { symbol: string; sequence: number }
    return `${symbol}/${sequence}`
  }

  beforeAll(async () => {
    engine = await openTestWarehouse()
  })
  afterAll(() => engine.close())
  beforeEach(async () => {
    test = await TestMonitor.open(engine)
    await test.announce()
    await test.store('instruments', [instrument(symbolOf(1))])
    monitor = await test.start()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await test.close()
  })

  it('greets, and then tells everything that the log says, as the contract has it', async () => {
    const client = await greeted(connect())
    expect(client.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(client.events[0]).toMatchObject({
      name: 'hello',
      data: { version: 'test', dataset: 'main', date: null, resumed: false },
    })
    await test.punctuate('minutes')
    await test.publish('live', [marketMinute(1, { settled: false, eventTime: at(9, 30, 30), limitUps: 7 })])
    await client.until(() => client.named('live').length === 1, 'live')
    await test.publish('minutes', [marketMinute(1), marketMinute(1, { scope: 'limit20' })])
    await test.publish('limitChanges', [limitChange(1, { symbol: symbolOf(1) })])
    await test.publish('livePartials', [partial(at(9, 31, 3), [member({ symbol: symbolOf(1) })])])
    await test.publish('groups', [groupMinute(1, '白酒'), groupMinute(1, '银行'), groupMinute(2, '白酒')])
    await test.publish('stage', [stage({ tradeDate: DAY, final: false })])
    await test.publish('ladder', [tier({ tradeDate: DAY, final: false })])
    await client.until(
      () =>
        ['ladder', 'stage', 'members', 'limit-change', 'minute'].every(
          (name) => client.named(name).length === 1,
        ),
      'one of each',
    )
    expect(client.named('group').map(({ data }) => [data.minute, (data.rows as object[]).length])).toEqual([
      [1, 2],
      [2, 1],
    ])
    expect(client.named('limit-change')[0]!.data).toMatchObject({ event: { name: '股600001', last: 11 } })
    expect(client.named('members')[0]!.data).toMatchObject({ full: true, changed: [{ symbol: '600001.SH' }] })
    expect(client.named('session').map(({ data }) => data.state)).toEqual(['open'])
    for (const { name, data } of client.events) {
      const schema: z.ZodType = STREAM_EVENTS[name as keyof typeof STREAM_EVENTS]
      expect(schema.parse(data), name).toEqual(data)
    }
  })

  it('goes on without loss or duplicate after a cut', async () => {
    const first = await greeted(connect())
    await test.publish('minutes', [marketMinute(0), marketMinute(1)])
    await test.publish(
      'limitChanges',
      [1, 2].map((n) => limitChange(n, { symbol: symbolOf(1) })),
    )
    await first.until(() => minutesOf(first).length === 2 && first.named('limit-change').length === 2)
    first.close()
    await test.publish('limitChanges', [
      limitChange(3, { symbol: symbolOf(1) }),
      limitChange(1, { symbol: symbolOf(2) }),
    ])
    await test.publish('minutes', [marketMinute(2), marketMinute(3)])
    const second = connect('', { 'last-event-id': first.lastId })
    await second.until(() => minutesOf(second).length === 2 && second.named('limit-change').length === 2)
    expect(second.events[0]!.data).toMatchObject({ resumed: true })
    expect(second.named('session')).toMatchObject([{ data: { state: 'open', date: '2022-04-27' } }])
    await test.publish('minutes', [marketMinute(4)])
    await second.until(() => minutesOf(second).includes(4))
    expect(minutesOf(second)).toEqual([2, 3, 4])
    expect(second.named('limit-change').map(keyOf).sort()).toEqual(['600001.SH/3', '600002.SH/1'])
    expect(second.named('members')).toEqual([])
  })

  it('goes on across a restart of the server, each event once, wherever the cut was', async () => {
    const symbols = Array.from({ length: 12 }, (_, index) => symbolOf(index))
    for (let minute = 0; minute < 10; minute += 1) {
      await test.publish('minutes', [marketMinute(minute)])
      await test.publish(
        'limitChanges',
        symbols.map((symbol) => limitChange(minute + 1, { symbol })),
      )
      await test.publish('groups', [groupMinute(minute, '白酒'), groupMinute(minute, '银行')])
    }
    const reader = await test.start()
    const whole = await greeted(connect('', {}, reader))
    // Every position that this client ever had is a place where its line could be cut.
    const start = (await snapshotOf(reader)).streamPosition
    expect(start).toBeDefined()
    await reader.close()
    whole.close()

    const again = await test.start()
    const origin = again.url
    const all = new EventSourceClient(`${origin}api/v1/stream?lastEventId=${zeroOf(start)}`)
    clients.push(all)
    await all.until(
      () =>
        minutesOf(all).length === 10 &&
        all.named('limit-change').length === 120 &&
        all.named('group').length === 10,
    )
    expect(new Set(all.named('limit-change').map(keyOf)).size).toBe(120)
    const logged = all.events.filter(({ name }) => ['minute', 'limit-change', 'group'].includes(name))
    for (const cut of [0, 1, 5, 17, 60, 100, logged.length - 1]) {
      const rest = new EventSourceClient(`${origin}api/v1/stream?lastEventId=${logged[cut]!.id}`)
      clients.push(rest)
      const wanted = logged.slice(cut + 1)
      const got = () => rest.events.filter(({ name }) => ['minute', 'limit-change', 'group'].includes(name))
      await rest.until(() => got().length >= wanted.length)
      expect(
        got()
          .map(({ name, data }) => JSON.stringify([name, data]))
          .sort(),
      ).toEqual(wanted.map(({ name, data }) => JSON.stringify([name, data])).sort())
    }
  })

  it('reads again from the log what memory does not hold any more', async () => {
    const small = await test.start({ ringBytes: 6_000 })
    const first = new EventSourceClient(`${small.url}api/v1/stream`)
    clients.push(first)
    await greeted(first)
    await test.publish('minutes', [marketMinute(0)])
    await first.until(() => minutesOf(first).length === 1)
    first.close()
    for (let minute = 1; minute <= 30; minute += 1) await test.publish('minutes', [marketMinute(minute)])
    const second = new EventSourceClient(`${small.url}api/v1/stream?lastEventId=${first.lastId}`)
    clients.push(second)
    await second.until(() => minutesOf(second).length === 30)
    expect(minutesOf(second)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
    expect(second.named('reset')).toEqual([])
  })

  it('tells a client with a position of another log to load the snapshot', async () => {
    const position = (await greeted(connect())).lastId
    for (const wrong of [
      'nonsense',
      `${position}.0`,
      position.replace(/[^-]+$/, (list) => list.replaceAll('0', 'zz')),
    ]) {
      const client = await greeted(connect(`lastEventId=${encodeURIComponent(wrong)}`))
      await client.until(() => client.named('reset').length === 1, 'reset')
      expect(client.named('reset')[0]!.data).toMatchObject({
        reason: 'unknownPosition',
        action: expect.stringContaining('/api/v1/day/latest/snapshot'),
        position,
      })
    }
  })

  it('sends members as a difference: changed and gone ones only, merged over tasks', async () => {
    const client = await greeted(connect())
    const [a, b, c] = [0, 1, 2].map((index) => member({ symbol: symbolOf(index) }))
    await test.publish('partials', [partial(at(9, 31), [a!, b!], { task: 0, minute: 1 })])
    await client.until(() => client.named('members').length === 1)
    await test.publish('livePartials', [partial(at(9, 31, 3), [c!], { task: 1 })])
    await client.until(() => client.named('members').length === 2)
    await test.publish('livePartials', [partial(at(9, 31, 6), [{ ...a!, sealVolume: 1 }], { task: 0 })])
    await client.until(() => client.named('members').length === 3)
    // An older value that comes by the other topic changes nothing.
    await test.publish('partials', [partial(at(9, 31), [a!, b!], { task: 0, minute: 1 })])
    await test.publish('minutes', [marketMinute(1)])
    await client.until(() => minutesOf(client).length === 1)
    const changes = client.named('members').map(({ data }) => ({
      full: data.full,
      changed: (data.changed as { symbol: string }[]).map(({ symbol }) => symbol),
      removed: data.removed,
    }))
    expect(changes).toEqual([
      { full: true, changed: [symbolOf(0), symbolOf(1)], removed: [] },
      { full: false, changed: [symbolOf(2)], removed: [] },
      { full: false, changed: [symbolOf(0)], removed: [symbolOf(1)] },
    ])
    const late = await greeted(connect())
    await late.until(() => late.named('members').length === 1)
    expect((late.named('members')[0]!.data.changed as object[]).length).toBe(2)
  })

  it('gives names as soon as instruments have them, also to what came before', async () => {
    const late = symbolOf(7)
    const client = await greeted(connect())
    const nameOf = () => client.named('members').map(({ data }) => (data.changed as BoardRow[])[0]?.name)
    await test.publish('limitChanges', [limitChange(1, { symbol: late })])
    await test.publish('partials', [partial(at(9, 31), [member({ symbol: late })], { minute: 1 })])
    await test.publish('minutes', [marketMinute(1)])
    await client.until(() => nameOf().length === 1 && minutesOf(client).length === 1)
    expect(nameOf()).toEqual([null])
    await test.store('instruments', [instrument(late)])
    await client.until(() => nameOf().length === 2, 'members with names')
    expect(nameOf()).toEqual([null, '股600007'])
    const { events, ladder } = await snapshotOf(monitor)
    expect(events.map(({ name }) => name)).toEqual(['股600007'])
    expect(ladder.boards.map(({ name }) => name)).toEqual(['股600007'])
  })

  it('leaves nothing between a snapshot and the stream, also what is not stored yet', async () => {
    await test.store('minutes', [marketMinute(0)])
    await test.publish('minutes', [marketMinute(0), marketMinute(1)])
    await test.publish('limitChanges', [limitChange(1)])
    const watcher = connect()
    await watcher.until(() => watcher.named('live').length > 0 || watcher.named('hello').length > 0)
    await test.publish('minutes', [marketMinute(2)])
    await watcher.until(() => minutesOf(watcher).includes(2))
    const snapshot = await snapshotOf(monitor)
    expect(snapshot.minutes.columns.minute).toEqual([0, 1, 2])
    expect(snapshot.events).toHaveLength(1)
    await test.publish('minutes', [marketMinute(3), marketMinute(1, { revision: 1, limitUps: 77 })])
    const client = connect(`lastEventId=${snapshot.streamPosition}`)
    await client.until(() => minutesOf(client).length === 2)
    expect(minutesOf(client)).toEqual([3, 1])
    expect((await snapshotOf(monitor)).minutes.columns.limitUps[1]).toBe(77)
  })

  it('keeps data sets and epochs that are not shown apart', async () => {
    await test.announce('sim-7')
    const main = await greeted(connect())
    await test.publish('minutes', [
      marketMinute(5, { dataset: 'sim-7' }),
      marketMinute(6, { epoch: 2 }),
      marketMinute(7),
    ])
    await main.until(() => minutesOf(main).includes(7))
    expect(minutesOf(main)).toEqual([7])
    const simulated = await greeted(connect('dataset=sim-7'))
    await test.publish('minutes', [marketMinute(8, { dataset: 'sim-7' })])
    await simulated.until(() => minutesOf(simulated).includes(8))
    expect(minutesOf(main)).toEqual([7])
    await test.announce('main', 2)
    await main.until(() => main.named('reset').length === 1, 'reset')
    expect(main.named('reset')[0]!.data).toMatchObject({ reason: 'rebuilt' })
    await test.publish('minutes', [marketMinute(9), marketMinute(10, { epoch: 2 })])
    await main.until(() => minutesOf(main).includes(10))
    expect(minutesOf(main)).toEqual([7, 10])
  })

  it('says that a rebuild has replaced everything when the warehouse shows it, not before', async () => {
    const client = await greeted(connect())
    const record = activeEpoch({ epoch: 3, version: 3 })
    await test.store('minutes', [
      marketMinute(1, { epoch: 2, limitUps: 20 }),
      marketMinute(1, { epoch: 3, limitUps: 30 }),
    ])
    await test.publish('datasets', [record])
    await test.publish('minutes', [marketMinute(11, { epoch: 3 })])
    await client.until(() => minutesOf(client).includes(11))
    let answered = false
    const snapshot = snapshotOf(monitor).finally(() => {
      answered = true
    })
    await sleep(500)
    expect(client.named('reset')).toEqual([])
    expect(answered).toBe(false)
    await test.store('datasets', [record])
    await client.until(() => client.named('reset').length === 1, 'reset')
    expect((await snapshot).minutes.columns.limitUps[0]).toBe(30)
  })

  it('goes on after reading the log has failed, and says so meanwhile', async () => {
    let failures = 1
    const flaky = withRead(test.log, (options) => {
      if (options.topic !== TOPICS.minutes.name || failures === 0) return test.log.read(options)
      failures -= 1
      throw new LogError('unavailable', 'The disk is away.')
    })
    const { url } = await test.start({ log: flaky })
    const readiness = async () =>
      (await fetch(new URL('/readyz', url))).json() as Promise<{ checks: { log: string } }>
    await expect.poll(async () => (await readiness()).checks.log).toContain('The disk is away.')
    await test.publish('minutes', [marketMinute(1)])
    const client = new EventSourceClient(`${url}api/v1/stream`)
    clients.push(client)
    await client.until(() => minutesOf(client).length === 1)
    expect((await readiness()).checks.log).toBe('ok')
  })

  it('says when a session closes, and how the feed is', async () => {
    const client = await greeted(connect())
    await test.publish('minutes', [marketMinute(239), marketMinute(240, { stale: 9 })])
    await client.until(() => client.named('session').some(({ data }) => data.state === 'closed'))
    const { feeds } = (await (await fetch(new URL('/api/v1/health-of-feed', monitor.url))).json()) as {
      feeds: object[]
    }
    expect(feeds).toEqual([
      expect.objectContaining({
        dataset: 'main',
        date: '2022-04-27',
        state: 'closed',
        stale: 9,
        minute: 240,
      }),
    ])
  })

  const withRead = (log: EventLog, read: EventLog['read']): EventLog => ({
    kind: log.kind,
    ensureTopics: (topics) => log.ensureTopics(topics),
    partitions: (topic) => log.partitions(topic),
    ends: (topic) => log.ends(topic),
    committed: (processor) => log.committed(processor),
    read,
    join: (spec, run) => log.join(spec, run),
    close: () => log.close(),
  })
  const snapshotOf = async ({ url }: Monitor): Promise<DaySnapshot> =>
    (await (await fetch(new URL('/api/v1/day/latest/snapshot', url))).json()) as DaySnapshot
  const zeroOf = (position: string): string =>
    position.replace(/[^-]+$/, (list) => list.replaceAll(/[^.]+/g, '0'))
})

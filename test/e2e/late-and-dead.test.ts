import { describe, expect, it } from 'vitest'
import type { Price } from '../../core/market/price.ts'
import type { TaskProgress } from '../../runtime/processor/run-processor.ts'
import { TOPICS } from '../../schemas/topics.ts'
import type { Rejection, SessionItems, TakenBar } from '../../services/ingest/source.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { Crash } from '../support/faulty-log.ts'
import { type ProcessorRun, withProcessorRun } from '../support/processor-run.ts'
import { asDailyFile, randomMarket } from '../support/random-market.ts'

const DAILY = {
  processors: DAILY_PROCESSORS,
  topics: ['limitState', 'ladder', 'stage', 'breadth'],
} as const
const MARKET = asDailyFile(randomMarket({ seed: 17, sessions: 6, symbols: 30, references: 1 }))

const derived = (run: ProcessorRun, epoch: number): Promise<string[][]> =>
  Promise.all(DAILY.topics.map((topic) => run.lines(topic, epoch)))
const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line))

/** What the processors say of sessions that come in one run. */
const ofOneRun = (sessions: readonly SessionItems[]): Promise<string[][]> =>
  withProcessorRun(DAILY, 3, async (run) => {
    const { marker } = await run.publish(sessions)
    await run.process(marker)
    return derived(run, 1)
  })

const withBar = (items: SessionItems, at: number, change: (taken: TakenBar) => TakenBar): SessionItems => ({
  ...items,
  bars: items.bars.map((taken, index) => (index === at ? change(taken) : taken)),
})

describe('late events', () => {
  /** The third bar of the second session comes late; the fourth comes as something else first. */
  const [first, second, ...rest] = MARKET as [SessionItems, SessionItems, ...SessionItems[]]
  const early: SessionItems = withBar(
    { ...second, bars: second.bars.filter((_, at) => at !== 2) },
    2,
    ({ bar, ...taken }) => ({
      ...taken,
      bar: { ...bar, volume: bar.volume + 100, source: 'plain-daily-flagged' },
    }),
  )
  const late: SessionItems = { ...second, bars: second.bars.slice(2, 4) }

  it('are told, counted and kept out of what was said, until a rebuild takes them in', async () => {
    const before = await ofOneRun([first, early, ...rest])
    const whole = await ofOneRun([first, second, ...rest])
    await withProcessorRun(DAILY, 3, async (opened, reopen) => {
      const progress = new Map<string, TaskProgress>()
      const onProgress = (task: TaskProgress): void => {
        progress.set(`${task.processor}/${task.task}`, task)
      }
      await opened.publish([first, early])
      const published = await opened.publish([late, ...rest])
      expect(published).toMatchObject({ late: 2, dirty: [second.tradeDate] })
      await opened.process(published.marker, { onProgress })
      expect([...progress.values()].reduce((sum, task) => sum + task.late, 0)).toBe(2)
      expect(await derived(opened, 1)).toEqual(before)

      const events = parsed(await opened.lines('lateEvents'))
      const [missing, changed] = late.bars.map(({ bar }) => bar)
      expect(
        events.map(({ topic, tradeDate, reason, content }) => [
          topic,
          tradeDate,
          reason,
          JSON.parse(content),
        ]),
      ).toEqual(
        expect.arrayContaining([
          [TOPICS.bars1d.name, second.tradeDate, 'sessionClosed', missing],
          [TOPICS.bars1d.name, second.tradeDate, 'differsFromPublished', changed],
        ]),
      )
      expect(events).toHaveLength(2)
      expect(await opened.lines('deadLetters')).toEqual([])

      const run = await reopen()
      const { epoch, marker, rejected } = await run.ingest.rebuild({})
      await run.process(marker)
      expect(rejected).toBe(1)
      expect(await derived(run, epoch)).toEqual(whole)
      expect(await derived(run, 1)).toEqual(before)
    })
  })
})

describe('dead letters', () => {
  const rejection: Rejection = {
    kind: 'rejection',
    file: '/somewhere/bars.csv',
    line: 12,
    code: 'highBelowLow',
    reason: 'high is below low; check the order of the price columns',
    raw: '600000,20220301,10,9,11,10',
    tradeDate: MARKET[0]!.tradeDate,
  }
  const poison = MARKET[2]!.bars[5]!
  const poisoned = MARKET.map((items, day) =>
    day !== 2
      ? items
      : withBar(items, 5, ({ bar, ...taken }) => ({
          ...taken,
          bar: { ...bar, prevClose: 100 as Price, high: 1e13 as Price, close: 1e13 as Price },
        })),
  )
  const clean = MARKET.map((items, day) =>
    day !== 2 ? items : { ...items, bars: items.bars.filter((_, at) => at !== 5) },
  )
  const garbage = Buffer.from('no bar at all')

  it('say what was wrong, where, and with which bytes, once each, while the rest goes on', async () => {
    const wanted = await ofOneRun(clean)
    await withProcessorRun(DAILY, 3, async (opened, reopen) => {
      let run = opened
      await run.publish(poisoned.slice(0, 2), [rejection])
      await run.write([
        { topic: TOPICS.bars1d.name, key: 'main/600000.SH', value: garbage, timestamp: 0, partition: 1 },
      ])
      for (const session of poisoned.slice(2)) {
        const { marker } = await run.publish([session])
        await run.process(marker, { commitEvents: 10, snapshotEvents: 20, pollRecords: 9 })
        run = await reopen()
      }
      expect(await derived(run, 1)).toEqual(wanted)
      const letters = parsed(await run.lines('deadLetters'))
      const bytesOf = ({ raw }: { raw: { data: number[] } }): string => Buffer.from(raw.data).toString()
      expect(letters).toHaveLength(3)
      const letter = (code: string) => letters.find((one) => one.code === code)
      expect(letter('highBelowLow')).toMatchObject({
        source: '/somewhere/bars.csv',
        reason: rejection.reason,
        tradeDate: rejection.tradeDate,
      })
      expect(bytesOf(letter('highBelowLow'))).toBe(rejection.raw)
      expect(letter('wrongMagic')).toMatchObject({
        source: TOPICS.bars1d.name,
        tradeDate: null,
        reader: null,
      })
      expect(letter('wrongMagic').reason).toContain('Confluent wire format')
      expect(bytesOf(letter('wrongMagic'))).toBe(garbage.toString())
      expect(letter('processingFailed')).toMatchObject({
        source: TOPICS.bars1d.name,
        symbol: poison.bar.symbol,
        tradeDate: poison.bar.tradeDate,
        reader: 'limit-state',
      })
      expect(JSON.parse(bytesOf(letter('processingFailed')))).toMatchObject({ close: 1e13 })
    })
  })
})

describe('a rebuild that stops half-way', () => {
  it('holds nobody up: the epoch that is shown goes on, and the next rebuild is whole', async () => {
    const wanted = await ofOneRun(MARKET)
    await withProcessorRun(DAILY, 3, async (opened, reopen) => {
      await opened.publish(MARKET.slice(1, 4))
      const { marker } = await opened.publish(MARKET.slice(0, 1))
      await opened.process(marker)
      const dying = await reopen({
        commitRecords: 30,
        ingestFault: (commit) => (commit === 3 ? 'crash' : undefined),
      })
      await expect(dying.ingest.rebuild({})).rejects.toThrow(Crash)

      const run = await reopen()
      const next = await run.publish(MARKET.slice(4))
      expect(next).toMatchObject({ epoch: 1, sessions: 2 })
      await run.process(next.marker)
      expect((await run.lines('stage', 2)).length).toBeGreaterThan(0)
      const days = parsed(await run.lines('stage', 1)).map(({ tradeDate }) => tradeDate)
      expect(new Set(days)).toEqual(new Set(MARKET.slice(1).map(({ tradeDate }) => tradeDate)))

      const { epoch, marker: rebuilt } = await run.ingest.rebuild({})
      await run.process(rebuilt)
      await run.process(await run.ingest.activate(epoch))
      expect(epoch).toBe(3)
      expect(await derived(run, 3)).toEqual(wanted)
    })
  })
})

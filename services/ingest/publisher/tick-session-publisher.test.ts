import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { NO_FACTS } from '../reference-facts.ts'
import type { SessionItems } from '../source.ts'
import { IngestLog, publish, session, sourceBar } from '../testing/ingest-log.ts'
import { after930, madeUpSweep, madeUpTick, tickSession } from '../testing/made-up-ticks.ts'
import type { Sweep } from '../ticks/source-tick.ts'

const CODES = ['600000.SH', '600004.SH', '000001.SZ', '000002.SZ']
const TUESDAY = 20220104
const WEDNESDAY = 20220105
const THURSDAY = 20220106

const bars = (day: number): SessionItems => session(...CODES.map((code) => sourceBar(code, day, 10)))

/** Sweeps of 3 s with a tick per share, the n-th sweep with n hundred shares traded. */
const sweepsOf = (day: number, count: number): Sweep[] =>
  Array.from({ length: count }, (_, at) =>
    madeUpSweep(
      after930(day, (at + 1) * 3000),
      ...CODES.map((code, place) =>
        madeUpTick(code, day, at * 3000 + 500 * (place + 1), { volume: (at + 1) * 100 }),
      ),
    ),
  )

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

describe('a session of ticks', () => {
  it('is a barrier before the first tick, punctuation after every sweep, and the close, on both topics', async () => {
    const published = await publish(await log.open(), [
      bars(TUESDAY),
      tickSession(WEDNESDAY, sweepsOf(WEDNESDAY, 2)),
    ])
    expect(published).toMatchObject({ sessions: 2, bars: 4, ticks: 8, late: 0, complete: true })
    const day = WEDNESDAY as TradeDate
    const wanted = [
      ['sessionOpen', shanghaiTime(day, 9, 0), day, true],
      ['watermark', after930(day, 3000), null, false],
      ['watermark', after930(day, 6000), null, false],
      ['watermark', shanghaiTime(day, 15, 31), day, false],
    ]
    for (const topic of ['ticks', 'bars1d'] as const) {
      const controls = (await log.controls(topic)).slice(3, -1)
      expect(
        controls.map(({ kind, eventTime, session, ticks }) => [kind, eventTime, session, ticks]),
      ).toEqual(wanted)
      expect(controls[0]).toMatchObject({ history: 'known', previousSession: TUESDAY })
    }
    const ticks = await log.records('ticks')
    expect(ticks).toHaveLength(8)
    expect(ticks.every(({ dataset, epoch, late }) => dataset === 'main' && epoch === 1 && !late)).toBe(true)
  })

  it('tells a reader of one topic as much of time as a reader of the other', async () => {
    await publish(await log.open(), [
      bars(TUESDAY),
      tickSession(WEDNESDAY, sweepsOf(WEDNESDAY, 3)),
      bars(THURSDAY),
    ])
    expect(await log.controls('ticks')).toEqual(await log.controls('bars1d'))
  })

  it('opens before ticks that come before nine', async () => {
    const early = madeUpTick(CODES[0]!, TUESDAY, -3_600_000)
    await publish(await log.open(), [
      tickSession(TUESDAY, [madeUpSweep(after930(TUESDAY, -3_590_000), early), ...sweepsOf(TUESDAY, 1)]),
    ])
    const [, opening] = await log.controls('ticks')
    expect(opening).toMatchObject({ kind: 'sessionOpen', eventTime: early.eventTime - 1, history: 'first' })
    expect((await log.records('ticks')).some(({ late }) => late)).toBe(false)
  })

  it('closes at 15:01 before boards traded after hours, and behind what comes still later', async () => {
    const old = 20180102
    await publish(await log.open(), [tickSession(old, sweepsOf(old, 1))])
    expect((await log.controls('ticks')).at(-2)!.eventTime).toBe(shanghaiTime(old as TradeDate, 15, 1))
    const late = shanghaiTime(TUESDAY as TradeDate, 15, 40)
    await publish(await log.open(), [tickSession(TUESDAY, [madeUpSweep(late)])])
    expect((await log.controls('ticks')).at(-2)!.eventTime).toBe(late + 1)
  })

  it('carries the bars of a vendor, before the punctuation that covers them', async () => {
    const vendor = session(sourceBar('601318.SH', TUESDAY, 12)).bars
    await publish(await log.open(), [tickSession(TUESDAY, sweepsOf(TUESDAY, 1), 'x', vendor)])
    expect(await log.records('bars1d')).toMatchObject([{ symbol: '601318.SH', late: false }])
    expect((await log.records('ticks')).length).toBe(4)
  })

  it('is a data gap when hardly anybody traded in it, also when a run died on the way', async () => {
    const quiet = [
      madeUpSweep(after930(WEDNESDAY, 3000), madeUpTick(CODES[0]!, WEDNESDAY, 1)),
      madeUpSweep(
        after930(WEDNESDAY, 6000),
        ...CODES.map((code) => madeUpTick(code, WEDNESDAY, 4000, { volume: 0 })),
      ),
      madeUpSweep(after930(WEDNESDAY, 9000)),
    ]
    const gapAfter = async (sweeps: readonly Sweep[]) => {
      const own = await IngestLog.create()
      try {
        await publish(await own.open(), [bars(TUESDAY)])
        await own.throughCrashes({ commitRecords: 1 }, (service) =>
          publish(service, [tickSession(WEDNESDAY, sweeps)]),
        )
        const service = await own.open()
        await publish(service, [bars(THURSDAY)])
        const controls = await own.controls('ticks')
        return [
          controls.find(({ kind, session }) => kind === 'watermark' && session === WEDNESDAY)!.dataGap,
          controls.find(({ kind, session }) => kind === 'sessionOpen' && session === THURSDAY)!.history,
        ]
      } finally {
        await own.remove()
      }
    }
    expect(await gapAfter(quiet)).toEqual([true, 'gap'])
    expect(await gapAfter(sweepsOf(WEDNESDAY, 3))).toEqual([false, 'known'])
  })
})

describe('late ticks', () => {
  const late = madeUpTick(CODES[1]!, TUESDAY, 2000, { volume: 77 })
  const onTime = madeUpTick(CODES[1]!, TUESDAY, 3001)

  it('are those that a punctuation covers; they go to the late events as well', async () => {
    const sweeps = [...sweepsOf(TUESDAY, 1), madeUpSweep(after930(TUESDAY, 6000), late, onTime)]
    const published = await publish(await log.open(), [tickSession(TUESDAY, sweeps)])
    expect(published).toMatchObject({ ticks: 6, late: 1 })
    const stamped = (await log.records('ticks')).filter((tick) => tick.late)
    expect(stamped).toMatchObject([{ symbol: CODES[1], eventTime: late.eventTime, volume: 77 }])
    const [event, ...others] = await log.records('lateEvents')
    expect(others).toEqual([])
    expect(event).toMatchObject({
      topic: 'market.ticks',
      reason: 'afterPunctuation',
      eventTime: late.eventTime,
    })
    expect(JSON.parse(event!.content)).toMatchObject({ symbol: CODES[1], volume: 77, late: true })
  })

  it('are also those of a day before, which the barrier covers', async () => {
    const stale = madeUpTick(CODES[0]!, TUESDAY, 0, {
      eventTime: shanghaiTime(20211231 as TradeDate, 14, 59),
    })
    await publish(await log.open(), [
      tickSession(TUESDAY, [madeUpSweep(after930(TUESDAY, 3000), stale, onTime)]),
    ])
    expect((await log.records('ticks')).filter((tick) => tick.late)).toMatchObject([
      { eventTime: stale.eventTime },
    ])
  })

  it('whatever the sweeps, are exactly those at or before the sweeps before them', async () => {
    const sweepsArbitrary = fc
      .array(fc.array(fc.integer({ min: 1, max: 12_000 }), { maxLength: 4 }), { minLength: 1, maxLength: 4 })
      .map((times) =>
        times.map((ticks, at) =>
          madeUpSweep(
            after930(TUESDAY, (at + 1) * 3000),
            ...ticks.map((time) => madeUpTick('600000.SH', TUESDAY, Math.min(time, (at + 1) * 3000))),
          ),
        ),
      )
    await fc.assert(
      fc.asyncProperty(sweepsArbitrary, async (sweeps) => {
        const own = await IngestLog.create()
        try {
          await publish(await own.open(), [tickSession(TUESDAY, sweeps)])
          const published = (await own.records('ticks')).map(({ eventTime, late }) => [eventTime, late])
          let covered = 0
          const wanted: (number | boolean)[][] = []
          for (const { until, ticks } of sweeps) {
            for (const { eventTime } of ticks) wanted.push([eventTime, eventTime <= covered])
            covered = until
          }
          expect(published).toEqual(wanted)
        } finally {
          await own.remove()
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('a run that dies', () => {
  it('at any commit, and is started again, leaves the same log as one that lives', async () => {
    const run = [bars(TUESDAY), tickSession(WEDNESDAY, sweepsOf(WEDNESDAY, 12)), bars(THURSDAY)]
    const content = async (of: IngestLog) => ({
      ticks: (await of.records('ticks')).map((tick) => JSON.stringify(tick)),
      bars: await of.records('bars1d'),
      controls: (await of.controls('ticks'))
        .filter(({ kind }) => kind !== 'marker')
        .map((c) => ({ ...c, sequence: 0 })),
      late: await of.records('lateEvents'),
    })
    const calm = await IngestLog.create()
    try {
      await publish(await calm.open(), run)
      await log.open()
      await log.throughCrashes({ commitRecords: 9 }, (service) =>
        service.publishRun('x', NO_FACTS, async function* () {
          yield* run
        }),
      )
      expect(await content(log)).toEqual(await content(calm))
      expect((await log.records('ticks')).length).toBe(48)
    } finally {
      await calm.remove()
    }
  })

  it('goes on by its own identity only: ticks of another source that come too late are late', async () => {
    const all = sweepsOf(TUESDAY, 4)
    const interrupted = (async function* () {
      yield* all.slice(0, 2)
      throw new Error('cut off')
    })()
    const service = await log.open({ commitRecords: 1 })
    const cut = {
      ...tickSession(TUESDAY, []),
      ticks: { tradeDate: TUESDAY as TradeDate, identity: 'a', sweeps: interrupted },
    }
    await expect(publish(service, [cut])).rejects.toThrow('cut off')
    const other = await publish(await log.open(), [tickSession(TUESDAY, all, 'b')])
    expect(other).toMatchObject({ ticks: 16, late: 8 })
    expect((await log.records('ticks')).length).toBe(24)
    const untils = (await log.controls('ticks'))
      .filter(({ kind }) => kind === 'watermark')
      .map((c) => c.eventTime)
    expect(untils).toEqual([...all.map(({ until }) => until), shanghaiTime(TUESDAY as TradeDate, 15, 31)])
  })
})

describe('what cannot follow', () => {
  it('is refused: a session that is closed, with what to do', async () => {
    await publish(await log.open(), [tickSession(TUESDAY, sweepsOf(TUESDAY, 1))])
    await expect(
      publish(await log.open(), [tickSession(TUESDAY, sweepsOf(TUESDAY, 1))]),
    ).rejects.toMatchObject({
      code: 'sessionClosed',
      message: expect.stringMatching(/2022-01-04 is closed in data set main.*--dataset replay-20220104/),
    })
    expect((await log.records('ticks')).length).toBe(4)
  })

  it('is refused: another session while one is open', async () => {
    const broken = (async function* () {
      yield* sweepsOf(TUESDAY, 1)
      throw new Error('cut off')
    })()
    const cut = {
      ...tickSession(TUESDAY, []),
      ticks: { tradeDate: TUESDAY as TradeDate, identity: 'a', sweeps: broken },
    }
    await expect(publish(await log.open({ commitRecords: 1 }), [cut])).rejects.toThrow('cut off')
    for (const next of [bars(WEDNESDAY), tickSession(WEDNESDAY, sweepsOf(WEDNESDAY, 1))])
      await expect(publish(await log.open(), [next])).rejects.toMatchObject({
        code: 'sessionOpen',
        message: expect.stringContaining('2022-01-04'),
      })
    const service = await log.open()
    await expect(service.rebuild({})).rejects.toMatchObject({ code: 'sessionOpen' })
  })

  it('is refused: sweeps that fall back', async () => {
    const [first, second] = sweepsOf(TUESDAY, 2)
    await expect(publish(await log.open(), [tickSession(TUESDAY, [second!, first!])])).rejects.toMatchObject({
      code: 'outOfOrder',
    })
  })
})

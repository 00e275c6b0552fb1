import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionClose, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { Crash } from '../../../test/support/faulty-log.ts'
import { NO_FACTS } from '../reference-facts.ts'
import { IngestLog, session, sourceBar } from '../testing/ingest-log.ts'
import { seriesTrust } from './formats/registry.ts'
import { mergeRows } from './merge-rows.ts'
import { SERIES_TOPICS, type SeriesRow } from './series-row.ts'
import { closeOf, observationOf, publishRows } from './testing/series-rows.ts'

const at = (date: number, hour: number, minute: number): number =>
  shanghaiTime(date as TradeDate, hour, minute)

/** Thursday to Tuesday; a New York close of each day, a Chinese one, and a release of Saturday. */
const DAYS = [20260108, 20260109, 20260112, 20260113]
const whole: readonly SeriesRow[] = [
  ...DAYS.map((day, n) => closeOf('SPX.US', day, 6900 + n)),
  ...DAYS.map((day, n) => closeOf('000300.SH', day, 4700 + n)),
  observationOf('CN.CPI.YOY', 20251231, at(20260110, 9, 30), 0.8),
]

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

/** What an epoch says on the three topics, without provenance: values, and boundaries in their order. */
async function content(of: IngestLog, epoch: number) {
  const values: string[] = []
  for (const topic of SERIES_TOPICS)
    for (const record of await of.records(topic))
      if (record.epoch === epoch) values.push(JSON.stringify({ ...record, epoch: 0 }))
  const controls = (await of.controls('series')).filter((control) => control.epoch === epoch)
  return {
    values: values.sort(),
    controls: controls
      .filter(({ kind }) => kind !== 'marker')
      .map(({ kind, eventTime, session, previousSession, history }) =>
        JSON.stringify([kind, eventTime, session, previousSession, history]),
      ),
  }
}

describe('published series', () => {
  it('come with the boundaries of the Chinese sessions, in the order of event time', async () => {
    const { series } = await publishRows(await log.open(), whole)
    expect(series).toMatchObject({
      series: { published: 8, duplicates: 0, late: 0 },
      observations: { published: 1 },
      sessions: 4,
      dirty: 0,
    })
    for (const topic of SERIES_TOPICS)
      expect(
        (await log.controls(topic)).map(({ kind, eventTime, session }) => [kind, eventTime, session]),
      ).toEqual([
        ['epochStart', 0, null],
        ...DAYS.flatMap((day) => [
          ['sessionOpen', at(day, 8, 45), day],
          ['watermark', at(day, 15, 0), day],
        ]),
        // The New York close of 13 January.
        ['watermark', at(20260114, 5, 0), null],
        ['marker', 0, null],
      ])
    const opens = (await log.controls('series')).filter(({ kind }) => kind === 'sessionOpen')
    expect(opens.map(({ previousSession, history }) => [previousSession, history])).toEqual([
      [20260107, 'first'],
      [20260108, 'known'],
      [20260109, 'known'],
      [20260112, 'known'],
    ])
  })

  it('stand in the log between the boundaries that their time lies between', async () => {
    await publishRows(await log.open(), whole)
    const records = await log.records('series')
    expect(records.map(({ symbol, tradeDate }) => `${symbol} ${tradeDate}`)).toEqual(
      DAYS.flatMap((day) => [`000300.SH ${day}`, `SPX.US ${day}`]),
    )
    expect(records.every(({ late, dataset, epoch }) => !late && dataset === 'main' && epoch === 1)).toBe(true)
  })

  it('say nothing to the topics of bars, and wait for none', async () => {
    const service = await log.open()
    await publishRows(service, whole, [session(sourceBar('600000.SH', 20220104, 10))])
    expect((await log.controls('bars1d')).map(({ kind, session }) => [kind, session])).toEqual([
      ['epochStart', null],
      ['sessionOpen', 20220104],
      ['watermark', 20220104],
      ['marker', null],
    ])
    const { series } = await publishRows(service, [closeOf('000300.SH', 20260114, 4800)])
    expect(series).toMatchObject({ series: { published: 1, late: 0 } })
  })

  it('of the time before the calendar are punctuated month by month', async () => {
    const days = [19271230, 19280103, 19280104, 19280201, 20041230, 20050105]
    await publishRows(
      await log.open(),
      days.map((day, n) => closeOf('SPX.US', day, 17 + n)),
    )
    const close = (date: number): number => at(date, 5, 0)
    expect(
      (await log.controls('series')).map(({ kind, eventTime, session }) => [kind, eventTime, session]),
    ).toEqual([
      ['epochStart', 0, null],
      ['watermark', close(19271231), null],
      ['watermark', close(19280105), null],
      ['watermark', close(19280202), null],
      ['sessionOpen', at(20050104, 8, 45), 20050104],
      ['watermark', at(20050104, 15, 0), 20050104],
      ['sessionOpen', at(20050105, 8, 45), 20050105],
      ['watermark', at(20050105, 15, 0), 20050105],
      ['watermark', close(20050106), null],
      ['marker', 0, null],
    ])
  })

  it('leave a session open that the data do not reach the end of', async () => {
    await publishRows(await log.open(), [observationOf('CN.SHIBOR.3M', 20260108, at(20260108, 11, 0), 1.6)])
    await publishRows(await log.open(), [closeOf('000300.SH', 20260108, 4700)])
    expect((await log.controls('observations')).map(({ kind, eventTime }) => [kind, eventTime])).toEqual([
      ['epochStart', 0],
      ['sessionOpen', at(20260108, 8, 45)],
      ['watermark', at(20260108, 11, 0)],
      ['marker', 0],
      ['watermark', sessionClose(20260108 as TradeDate)],
      ['marker', 0],
    ])
  })
})

describe('rows that come again', () => {
  it('change nothing', async () => {
    await publishRows(await log.open(), whole)
    const before = await content(log, 1)
    const { series } = await publishRows(await log.open(), whole)
    expect(series).toMatchObject({
      series: { published: 0, duplicates: 8, late: 0 },
      observations: { duplicates: 1 },
    })
    expect(await content(log, 1)).toEqual(before)
  })

  it('behind the frontier, or with other content, are late and make the data set dirty', async () => {
    await publishRows(await log.open(), whole)
    const { series } = await publishRows(await log.open(), [
      closeOf('SPX.US', 20260107, 6899),
      closeOf('000300.SH', 20260109, 9999),
      closeOf('SPX.US', 20260114, 6950),
    ])
    expect(series).toMatchObject({ series: { published: 1, late: 2 }, dirty: 2, dirtySince: 20260108 })
    const late = (await log.records('series')).filter((record) => record.late)
    expect(late.map(({ symbol, tradeDate }) => [symbol, tradeDate])).toEqual([
      ['SPX.US', 20260107],
      ['000300.SH', 20260109],
    ])
    expect((await log.records('lateEvents')).map(({ topic, reason }) => [topic, reason])).toEqual([
      ['market.series', 'behindFrontier'],
      ['market.series', 'differsFromPublished'],
    ])
  })

  it('of a source that was not believed are known', async () => {
    const [mine, coarse] = [closeOf('SPX.US', 20260108, 6900.12), closeOf('SPX.US', 20260108, 6950)]
    const first = await publishRows(await log.open(), [mine, { ...coarse, file: 'other.csv' }])
    expect(first.rejected).toBe(1)
    const { series } = await publishRows(await log.open(), [coarse])
    expect(series).toMatchObject({ series: { duplicates: 1, late: 0 } })
  })
})

describe('a rebuild', () => {
  it('puts everything in its place, as one run would have, beside the bars', async () => {
    const own = await IngestLog.create()
    const bars = session(sourceBar('600000.SH', 20260109, 10))
    await publishRows(await own.open(), whole, [bars])
    const wanted = await content(own, 1)
    await own.remove()
    for (const at of [4, 0, 8, 2, 6, 1, 3, 5, 7]) await publishRows(await log.open(), [whole[at]!])
    const service = await log.open()
    await publishRows(service, [], [bars])
    expect(await content(log, 1)).not.toEqual(wanted)
    const rebuilt = await service.rebuild({})
    expect(rebuilt).toMatchObject({
      epoch: 2,
      bars: 1,
      series: { sessions: 4, dirty: 0, series: { published: 8 } },
    })
    await service.activate(2)
    expect(await content(log, 2)).toEqual(wanted)
    expect((await publishRows(await log.open(), whole)).series).toMatchObject({
      series: { duplicates: 8, late: 0 },
    })
  })

  it('dies at any commit and is made again with the same result; so does a run', async () => {
    const own = await IngestLog.create()
    await publishRows(await own.open(), whole)
    const wanted = await content(own, 1)
    await own.remove()
    await log.open()
    let runs = 0
    await log.throughCrashes({ commitRecords: 2 }, (service) => {
      runs += 1
      return publishRows(service, whole)
    })
    expect(runs).toBeGreaterThan(4)
    expect(await content(log, 1)).toEqual(wanted)
    let epoch = 0
    await log.throughCrashes({ commitRecords: 3 }, async (service) => {
      ;({ epoch } = await service.rebuild({}))
      await service.activate(epoch)
    })
    expect(epoch).toBeGreaterThan(3)
    expect(await content(log, epoch)).toEqual(wanted)
    await expect(log.stateKeys()).resolves.toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^main\/1\/series/)]),
    )
  })

  it('that stopped is not taken for one that is done', async () => {
    await publishRows(await log.open(), whole)
    const begun = await log.open({ commitRecords: 3, crashAt: 3 })
    await expect(begun.rebuild({})).rejects.toThrow(Crash)
    const service = await log.open()
    const { epoch } = await publishRows(service, [closeOf('SPX.US', 20260114, 6950)])
    expect(epoch).toBe(1)
  })

  it('equals one run, whatever the runs, their order and the commits', async () => {
    const rows = fc.uniqueArray(
      fc.record({
        symbol: fc.constantFrom('SPX.US', 'VIX.US', '000300.SH', '0700.HK'),
        day: fc.constantFrom(...DAYS, 20260114, 20260115, 20260116),
        close: fc.integer({ min: 20, max: 24 }),
        run: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 24, selector: ({ symbol, day }) => `${symbol} ${day}` },
    )
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (cases, commitRecords) => {
        const all = cases.map(({ symbol, day, close }) => closeOf(symbol, day, close))
        const [one, many] = [await IngestLog.create(), await IngestLog.create()]
        try {
          await publishRows(await one.open(), all)
          for (let run = 0; run <= 3; run += 1)
            await publishRows(
              await many.open({ commitRecords }),
              all.filter((_, at) => cases[at]!.run === run),
            )
          const service = await many.open({ commitRecords })
          const { epoch } = await service.rebuild({})
          expect(await content(many, epoch)).toEqual(await content(one, 1))
        } finally {
          await one.remove()
          await many.remove()
        }
      }),
      { numRuns: 8 },
    )
  }, 60_000)
})

describe('a run of another data set', () => {
  it('has epochs of its own, and goes on where it was interrupted', async () => {
    await log.open()
    const none = async function* () {}
    const batch = (): ReturnType<typeof mergeRows> => mergeRows(whole, seriesTrust)
    await log.throughCrashes({ commitRecords: 2 }, (service) =>
      service.dataset('replay-1').publishRun('a', NO_FACTS, none, { series: batch() }),
    )
    const values = (await log.records('series')).map(({ dataset, epoch, close }) => [dataset, epoch, close])
    expect(values).toHaveLength(8)
    expect(new Set(values.map(([dataset, epoch]) => `${dataset}/${epoch}`))).toEqual(new Set(['replay-1/1']))
    const again = await (await log.open())
      .dataset('replay-1')
      .publishRun('b', NO_FACTS, none, { series: batch() })
    expect(again).toMatchObject({ epoch: 2, complete: true, series: { series: { published: 8 } } })
  })
})

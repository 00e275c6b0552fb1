import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { sessionClose, shanghaiTime } from '../../../core/market/trade-date.ts'
import type { Rejection, SessionItems } from '../source.ts'
import { IngestLog, publish, session, sourceBar } from '../testing/ingest-log.ts'

const CODES = ['600000.SH', '600004.SH', '000001.SZ', '000002.SZ', '300750.SZ', '688981.SH']
/** Tuesday to Friday, then the week after. */
const DAYS = [20220104, 20220105, 20220106, 20220107, 20220110, 20220111]

const full = (day: number, close = 10): SessionItems =>
  session(...CODES.map((code) => sourceBar(code, day, close)))
const sparse = (day: number): SessionItems => session(sourceBar(CODES[0]!, day, 10))

const rejection = (line: number, tradeDate?: number): Rejection => ({
  kind: 'rejection',
  file: '/data/bad.csv',
  line,
  code: 'offGrid',
  reason: 'close is no multiple of 0.01 CNY',
  raw: 'a,b,c',
  ...(tradeDate === undefined ? {} : { tradeDate: tradeDate as TradeDate }),
})

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

/** Barriers as [session, session before, history], in the order of the log. */
async function barriers() {
  const controls = await log.controls('bars1d')
  return controls
    .filter(({ kind }) => kind === 'sessionOpen')
    .map(({ session, previousSession, history }) => [session, previousSession, history])
}

describe('a published session', () => {
  it('is a barrier, bars and punctuation, in rising sequence and time', async () => {
    await publish(await log.open(), [full(DAYS[0]!), full(DAYS[1]!)])
    const controls = await log.controls('bars1d')
    expect(controls.map(({ kind, eventTime, session }) => [kind, eventTime, session])).toEqual([
      ['epochStart', 0, null],
      ...[20220104, 20220105].flatMap((day) => [
        ['sessionOpen', shanghaiTime(day as TradeDate, 9, 15), day],
        ['watermark', sessionClose(day as TradeDate), day],
      ]),
      ['marker', sessionClose(20220105 as TradeDate), null],
    ])
    expect(controls.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6])
    expect(controls[1]!.references).toEqual({ 'market.instruments': 1 })
    const bars = await log.records('bars1d')
    expect(bars).toHaveLength(12)
    expect(bars.every(({ late, epoch, dataset }) => !late && epoch === 1 && dataset === 'main')).toBe(true)
    expect(new Set(bars.map(({ eventTime }) => eventTime))).toEqual(
      new Set([20220104, 20220105].map((day) => sessionClose(day as TradeDate))),
    )
  })

  it('is followed by a marker on every topic that ingest writes', async () => {
    const { marker } = await publish(await log.open(), [full(DAYS[0]!)])
    for (const topic of [
      'bars1d',
      'instruments',
      'calendar',
      'datasets',
      'fundamentals',
      'lateEvents',
      'deadLetters',
    ] as const)
      expect((await log.controls(topic)).at(-1)).toMatchObject({ kind: 'marker', marker })
  })

  it('is left out when the source has no bar for it', async () => {
    const { sessions } = await publish(await log.open(), [{ ...full(DAYS[0]!), bars: [] }, full(DAYS[1]!)])
    expect(sessions).toBe(1)
    expect(await barriers()).toEqual([[20220105, 20220104, 'first']])
  })

  it('may be the first of the calendar', async () => {
    await publish(await log.open(), [full(20050104), full(20050105)])
    expect(await barriers()).toEqual([
      [20050104, null, 'first'],
      [20050105, 20050104, 'known'],
    ])
  })
})

describe('history before a session', () => {
  it('is known after its predecessor, over weekends too', async () => {
    await publish(
      await log.open(),
      DAYS.map((day) => full(day)),
    )
    expect((await barriers()).map(([, , history]) => history)).toEqual([
      'first',
      ...DAYS.slice(1).map(() => 'known'),
    ])
    expect((await barriers())[4]).toEqual([20220110, 20220107, 'known'])
  })

  it('is a gap after a missing session, also across runs', async () => {
    await publish(await log.open(), [full(DAYS[0]!)])
    await publish(await log.open(), [full(DAYS[2]!), full(DAYS[3]!)])
    expect((await barriers()).map(([, , history]) => history)).toEqual(['first', 'gap', 'known'])
  })

  it('is a gap after a session in which hardly anybody traded in the data, also across runs', async () => {
    await publish(await log.open(), [full(DAYS[0]!), sparse(DAYS[1]!)])
    await publish(await log.open(), [full(DAYS[2]!), full(DAYS[3]!)])
    expect((await barriers()).map(([, , history]) => history)).toEqual(['first', 'known', 'gap', 'known'])
    const gaps = (await log.controls('bars1d')).filter(({ kind }) => kind === 'watermark')
    expect(gaps.map(({ dataGap }) => dataGap)).toEqual([false, true, false, false])
  })

  it('is known when every code has changed overnight', async () => {
    const codes = [
      ['839719.BJ', '920719.BJ'],
      ['839729.BJ', '920729.BJ'],
    ]
    const day = (date: number, newest: 0 | 1) =>
      session(...codes.map((pair) => sourceBar(pair[newest]!, date, 10)))
    await publish(await log.open(), [day(20250929, 0), day(20250930, 0), day(20251009, 1), day(20251010, 1)])
    expect((await barriers()).map(([, , history]) => history)).toEqual(['first', 'known', 'known', 'known'])
  })
})

describe('a second run', () => {
  it('changes nothing when it brings the same', async () => {
    const first = await publish(await log.open(), [full(DAYS[0]!), full(DAYS[1]!)])
    const again = await publish(await log.open(), [full(DAYS[0]!), full(DAYS[1]!)])
    expect(again).toMatchObject({ sessions: 0, bars: 0, duplicates: 12, late: 0, dirty: [] })
    expect(again.marker).not.toBe(first.marker)
    expect(await log.records('bars1d')).toHaveLength(12)
    expect(await log.records('lateEvents')).toEqual([])
  })

  it('keeps new and other bars of closed sessions as late, marks their sessions, and says why', async () => {
    await publish(await log.open(), [full(DAYS[0]!), full(DAYS[1]!)])
    const changed = sourceBar(CODES[0]!, DAYS[0]!, 11)
    const added = sourceBar('601318.SH', DAYS[1]!, 12)
    const second = await publish(await log.open(), [
      session(changed, sourceBar(CODES[1]!, DAYS[0]!, 10)),
      session(added),
      full(DAYS[2]!),
    ])
    expect(second).toMatchObject({
      sessions: 1,
      bars: 6,
      duplicates: 1,
      late: 2,
      dirty: [20220104, 20220105],
    })
    const late = (await log.records('bars1d')).filter((bar) => bar.late)
    expect(late.map(({ symbol, tradeDate, close }) => [symbol, tradeDate, close]).sort()).toEqual([
      ['600000.SH', 20220104, 110_000],
      ['601318.SH', 20220105, 120_000],
    ])
    const events = await log.records('lateEvents')
    expect(events.map(({ key, reason }) => [key, reason])).toEqual([
      ['600000.SH 2022-01-04 made-up.csv:2', 'differsFromPublished'],
      ['601318.SH 2022-01-05 made-up.csv:2', 'sessionClosed'],
    ])
    expect(JSON.parse(events[0]!.content)).toEqual(changed)
    const third = await publish(await log.open(), [session(changed), session(added)])
    expect(third).toMatchObject({ duplicates: 2, late: 0, dirty: [20220104, 20220105] })
  })

  it('keeps a session that was left out as late, whole', async () => {
    await publish(await log.open(), [full(DAYS[0]!), full(DAYS[2]!)])
    const second = await publish(await log.open(), [full(DAYS[1]!)])
    expect(second).toMatchObject({ sessions: 0, late: 6, dirty: [20220105] })
    expect((await barriers()).map(([day]) => day)).toEqual([20220104, 20220106])
  })

  it('judges coverage alike whether late bars came in the same run or an earlier one', async () => {
    const many = session(
      ...Array.from({ length: 30 }, (_, at) => sourceBar(`60${1000 + at}.SH`, DAYS[0]!, 10)),
    )
    const histories = async (...runs: SessionItems[][]) => {
      const own = await IngestLog.create()
      try {
        for (const run of [[full(DAYS[0]!)], ...runs]) await publish(await own.open(), run)
        return (await own.controls('bars1d'))
          .filter(({ kind }) => kind === 'watermark')
          .map(({ dataGap }) => dataGap)
      } finally {
        await own.remove()
      }
    }
    const together = await histories([many, full(DAYS[1]!)])
    expect(together).toEqual([false, true])
    expect(await histories([many], [full(DAYS[1]!)])).toEqual(together)
  })
})

describe('rejections', () => {
  it('become dead letters, with one identity per row, whatever folder the file lies in', async () => {
    const bad = [rejection(7, 20220104), rejection(8)]
    const { rejected } = await publish(await log.open(), [full(DAYS[0]!)], bad)
    expect(rejected).toBe(2)
    await publish(await log.open(), [], [{ ...bad[0]!, file: '/elsewhere/bad.csv' }])
    const letters = await log.records('deadLetters')
    expect(letters.map(({ position, code, tradeDate }) => [position, code, tradeDate])).toEqual([
      ['line 7', 'offGrid', 20220104],
      ['line 8', 'offGrid', null],
      ['line 7', 'offGrid', 20220104],
    ])
    expect(letters[2]!.id).toBe(letters[0]!.id)
    expect(letters[1]!.id).not.toBe(letters[0]!.id)
    expect(letters[0]!.raw.toString()).toBe('a,b,c')
  })
})

describe('a run that dies', () => {
  it('at any commit, and is started again, leaves the same log as one that lives', async () => {
    const late = session(sourceBar(CODES[0]!, DAYS[0]!, 11), sourceBar('601318.SH', DAYS[0]!, 12))
    const before = [full(DAYS[0]!), sparse(DAYS[1]!)]
    const run = [late, ...DAYS.slice(2).map((day) => full(day))]
    const content = async (of: IngestLog) => ({
      bars: (await of.records('bars1d')).map((bar) => JSON.stringify(bar)).sort(),
      late: await of.records('lateEvents'),
      controls: (await of.controls('bars1d'))
        .filter(({ kind }) => kind !== 'marker')
        .map((c) => ({ ...c, sequence: 0 })),
      instruments: (await of.records('instruments')).length,
    })
    const calm = await IngestLog.create()
    try {
      await publish(await calm.open(), before)
      await publish(await calm.open(), run)
      await publish(await log.open(), before)
      const last = await log.throughCrashes({ commitRecords: 5 }, (service) => publish(service, run))
      expect(last.dirty).toEqual([20220104])
      expect(await content(log)).toEqual(await content(calm))
      expect((await log.records('bars1d')).length).toBe(6 + 1 + 2 + 4 * 6)
    } finally {
      await calm.remove()
    }
  })
})

describe('data sets', () => {
  it('in one log know nothing of each other', async () => {
    await publish(await log.open(), [full(DAYS[0]!)])
    const simulated = await publish(await log.open({ dataset: 'sim-1' }), [
      full(DAYS[0]!, 20),
      full(DAYS[1]!, 20),
    ])
    expect(simulated).toMatchObject({ sessions: 2, duplicates: 0, late: 0 })
    const real = await publish(await log.open(), [full(DAYS[0]!), full(DAYS[1]!)])
    expect(real).toMatchObject({ sessions: 1, duplicates: 6, late: 0 })
  })
})

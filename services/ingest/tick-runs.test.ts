import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { NO_FACTS } from './reference-facts.ts'
import type { SessionItems } from './source.ts'
import { IngestLog, publish, session, sourceBar } from './testing/ingest-log.ts'
import { after930, madeUpSweep, madeUpTick, tickSession } from './testing/made-up-ticks.ts'
import { paced as pacedSweeps, type Speed } from './ticks/paced.ts'
import type { Sweep } from './ticks/source-tick.ts'

const MONDAY = 20220104
const TUESDAY = 20220105
const CODES = ['600000.SH', '000001.SZ']

const bars = (day: number, close = 10): SessionItems =>
  session(...CODES.map((code) => sourceBar(code, day, close)))

const sweeps = (day: number, count: number, volume = 100): Sweep[] =>
  Array.from({ length: count }, (_, at) =>
    madeUpSweep(
      after930(day, (at + 1) * 3000),
      ...CODES.map((code) => madeUpTick(code, day, at * 3000 + 1000, { volume: volume + at })),
    ),
  )

let log: IngestLog
beforeEach(async () => {
  log = await IngestLog.create()
})
afterEach(() => log.remove())

/** A clock on which nobody waits. */
const FAST = { clock: { now: () => 0, sleep: async () => undefined } }

const source = (...items: readonly SessionItems[]) =>
  async function* () {
    yield* items
  }

describe('data sets of one service', () => {
  it('have epochs and sessions of their own, and share the task', async () => {
    const main = await log.open()
    await publish(main, [bars(MONDAY)])
    const simulated = main.dataset('sim-1')
    expect(main.dataset('sim-1')).toBe(simulated)
    const run = await simulated.publishRun(
      'seed 1',
      NO_FACTS,
      source(bars(MONDAY, 20), tickSession(TUESDAY, sweeps(TUESDAY, 2))),
    )
    expect(run).toMatchObject({ epoch: 1, sessions: 2, bars: 2, ticks: 4, complete: true })
    expect(await publish(main, [bars(TUESDAY)])).toMatchObject({ sessions: 1, late: 0, duplicates: 0 })
    const ticks = await log.records('ticks')
    expect(new Set(ticks.map(({ dataset }) => dataset))).toEqual(new Set(['sim-1']))
    expect((await log.records('datasets')).map(({ dataset, epoch }) => [dataset, epoch])).toEqual([
      ['main', 1],
      ['sim-1', 1],
    ])
  })

  it('may be published at the same time', async () => {
    const main = await log.open({ commitRecords: 3 })
    const [one, two] = await Promise.all(
      ['sim-1', 'sim-2'].map((name) =>
        main
          .dataset(name)
          .publishRun('x', NO_FACTS, source(bars(MONDAY), tickSession(TUESDAY, sweeps(TUESDAY, 20)))),
      ),
    )
    expect([one!.ticks, two!.ticks]).toEqual([40, 40])
    const ticks = await log.records('ticks')
    for (const name of ['sim-1', 'sim-2'])
      expect(ticks.filter(({ dataset }) => dataset === name)).toHaveLength(40)
    const controls = (await log.controls('ticks')).filter(({ dataset }) => dataset === 'sim-2')
    expect(controls.map(({ sequence }) => sequence)).toEqual(controls.map((_, at) => at + 1))
  })
})

describe('a run of a data set', () => {
  const items = (volume: number) => source(bars(MONDAY), tickSession(TUESDAY, sweeps(TUESDAY, 6, volume)))

  it('that is made again has an epoch of its own, shown when it is activated', async () => {
    const service = (await log.open()).dataset('sim-1')
    await service.publishRun('a', NO_FACTS, items(100))
    const again = await service.publishRun('a', NO_FACTS, items(200))
    expect(again).toMatchObject({ epoch: 2, ticks: 12 })
    expect(service.activeEpoch).toBe(1)
    await service.activate(2)
    expect(service.activeEpoch).toBe(2)
    const shownNow = await service.publishRun('b', NO_FACTS, items(300), { showNow: true })
    expect([shownNow.epoch, service.activeEpoch]).toEqual([3, 3])
    const ticks = await log.records('ticks')
    for (const epoch of [1, 2, 3])
      expect(ticks.filter((tick) => tick.epoch === epoch && tick.volume >= epoch * 100)).toHaveLength(12)
  })

  it('that died goes on where it stopped if it is the same, and begins anew if it is another', async () => {
    await log.open()
    let deaths = -1
    const last = await log.throughCrashes({ commitRecords: 5, dataset: 'sim-1' }, (service) => {
      deaths += 1
      return service.publishRun('a', NO_FACTS, items(100))
    })
    expect(deaths).toBeGreaterThan(3)
    expect(last.epoch).toBe(1)
    const ticks = await log.records('ticks')
    expect(ticks.map(({ eventTime }) => eventTime)).toEqual(
      [...ticks.map(({ eventTime }) => eventTime)].sort(),
    )
    expect(ticks).toHaveLength(12)

    const ends = new AbortController()
    const service = await log.open({ dataset: 'sim-1', commitRecords: 1 })
    const cut = await service.publishRun('b', NO_FACTS, items(200), {
      signal: ends.signal,
      onProgress: ({ ticks: passed }) => passed >= 4 && ends.abort(),
    })
    expect(cut).toMatchObject({ epoch: 2, complete: false, ticks: 4 })
    const other = await service.publishRun('c', NO_FACTS, items(300))
    expect(other).toMatchObject({ epoch: 3, complete: true, ticks: 12 })
  })

  it('that was ended goes on behind the last sweep', async () => {
    const ends = new AbortController()
    const service = await log.open({ dataset: 'sim-1' })
    await service.publishRun('a', NO_FACTS, items(100), {
      signal: ends.signal,
      onProgress: ({ ticks: passed }) => passed >= 4 && ends.abort(),
    })
    const next = await log.open({ dataset: 'sim-1' })
    const rest = await next.publishRun('a', NO_FACTS, items(100))
    expect(rest).toMatchObject({ epoch: 1, ticks: 8, complete: true })
    expect(await log.records('ticks')).toHaveLength(12)
  })

  it('goes on at another pace, in the middle of a sweep', async () => {
    const paced = (pace: Speed) =>
      source(bars(MONDAY), {
        ...tickSession(TUESDAY, []),
        ticks: {
          tradeDate: TUESDAY as TradeDate,
          identity: 'x',
          sweeps: pacedSweeps(sweeps(TUESDAY, 6), pace, FAST),
        },
      })
    const ends = new AbortController()
    const service = await log.open({ dataset: 'sim-1' })
    const cut = await service.publishRun('a', NO_FACTS, paced(2), {
      prompt: true,
      signal: ends.signal,
      onProgress: ({ until }) => until >= after930(TUESDAY, 7300) && ends.abort(),
    })
    // 7,000 ms: the two ticks of the third sweep have gone by, its end has not.
    expect(cut).toMatchObject({ ticks: 6, complete: false })
    const rest = await service.publishRun('a', NO_FACTS, paced('max'))
    expect(rest).toMatchObject({ epoch: 1, ticks: 6, late: 0, complete: true })
    const ticks = await log.records('ticks')
    expect(ticks.map(({ volume }) => volume).sort((a, b) => a - b)).toEqual(
      [100, 101, 102, 103, 104, 105].flatMap((volume) => [volume, volume]),
    )
  })

  it('is refused when live without the session before it, and says how to start cold', async () => {
    const service = await log.open()
    const run = (requireHistory: boolean) =>
      service.publish(NO_FACTS, source(tickSession(TUESDAY, sweeps(TUESDAY, 1))), { requireHistory })
    await expect(run(true)).rejects.toMatchObject({
      code: 'coldStart',
      message: expect.stringContaining('--cold'),
    })
    expect(await log.records('ticks')).toEqual([])
    const histories: string[] = []
    await service.publish(NO_FACTS, source(tickSession(TUESDAY, sweeps(TUESDAY, 1))), {
      onTicks: (_, history) => histories.push(history),
    })
    expect(histories).toEqual(['first'])
  })
})

describe('a source of several sessions', () => {
  const days = [MONDAY, TUESDAY, 20220106]
  const all = days.map((day) => tickSession(day, sweeps(day, 3)))

  it('goes on in main where it was interrupted, in or between sessions, and is refused when all is there', async () => {
    await log.open()
    await log.throughCrashes({ commitRecords: 3 }, (service) => service.publish(NO_FACTS, source(...all)))
    const closed = (await log.controls('ticks')).filter(
      ({ kind, session: day }) => kind === 'watermark' && day !== null,
    )
    expect(closed.map(({ session: day }) => day)).toEqual(days)
    expect(await log.records('ticks')).toHaveLength(18)
    const service = await log.open()
    await expect(service.publish(NO_FACTS, source(...all))).rejects.toMatchObject({ code: 'sessionClosed' })
    const other = tickSession(20220106, sweeps(20220106, 3), 'another source')
    await expect(service.publish(NO_FACTS, source(other))).rejects.toMatchObject({ code: 'sessionClosed' })
  })
})

describe('a rebuild of a data set with ticks', () => {
  it('publishes them again in order, late ones in their place, with the bars of the vendor', async () => {
    const service = await log.open()
    const [first, second, third] = sweeps(TUESDAY, 3)
    const late = madeUpTick(CODES[0]!, TUESDAY, 2500, { volume: 55 })
    const vendor = session(sourceBar('601318.SH', TUESDAY, 12)).bars
    await publish(service, [
      bars(MONDAY),
      tickSession(TUESDAY, [first!, second!, { ...third!, ticks: [late, ...third!.ticks] }], 'x', vendor),
      bars(20220106),
    ])
    const rebuilt = await service.rebuild({})
    expect(rebuilt).toMatchObject({ sessions: 3, bars: 5, ticks: 7, late: 0 })
    const ticks = (await log.records('ticks')).filter(({ epoch }) => epoch === rebuilt.epoch)
    const ofShare = ticks.filter(({ symbol }) => symbol === CODES[0])
    expect(ofShare.map(({ volume, late: isLate }) => [volume, isLate])).toEqual([
      [100, false],
      [55, false],
      [101, false],
      [102, false],
    ])
    const opening = (await log.controls('ticks')).filter(
      ({ epoch, kind, ticks: has }) => epoch === rebuilt.epoch && kind === 'sessionOpen' && has,
    )
    expect(opening.map(({ session: day, history }) => [day, history])).toEqual([
      [TUESDAY as TradeDate, 'known'],
    ])
    expect(await service.rebuild({})).toMatchObject({ ticks: 7, late: 0 })
  })

  it('leaves out the bars that a processor made of the ticks', async () => {
    const service = await log.open()
    await publish(service, [bars(MONDAY), session(sourceBar(CODES[0]!, TUESDAY, 11, { source: 'ticks' }))])
    expect(await service.rebuild({})).toMatchObject({ sessions: 1, bars: 2 })
  })
})

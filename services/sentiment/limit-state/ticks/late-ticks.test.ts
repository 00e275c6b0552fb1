import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../../../core/market/trade-date.ts'
import type { IntradayPartial, Tick } from '../../../../schemas/generated/events.ts'
import { randomFrom } from '../../../../test/support/random-market.ts'
import { type MadeMarket, madeMarket } from '../testing/made-market.ts'
import { naivePartial } from '../testing/naive-partial.ts'
import { clock } from '../testing/tick-maker.ts'
import { type LateArrival, TickRun } from '../testing/tick-run.ts'
import { minuteBoundary } from './minute-window.ts'

/** A market in which one share's snapshots of a stretch of time all come late, at one punctuation. */
function withLate(
  seed: number,
): MadeMarket & { readonly late: readonly LateArrival[]; readonly counts: EventTime } {
  const random = randomFrom(seed)
  const market = madeMarket(seed)
  const share = market.shares[Math.floor(random() * 3)]!
  const from = (clock('9:31') + Math.floor(random() * 80) * 60_000 + 7_000) as EventTime
  const counts = (from + Math.ceil(random() * 8 * 60_000)) as EventTime
  const isLate = ({ instrument, eventTime }: Tick): boolean =>
    instrument === share.symbol && eventTime >= from && eventTime <= counts
  const { ticks } = market.input
  const late = ticks.filter(isLate).map((tick) => ({ tick, counts }))
  return {
    ...market,
    input: { ...market.input, ticks: ticks.filter((tick) => !isLate(tick)), late },
    late,
    counts,
  }
}

const latest = (partials: readonly Omit<IntradayPartial, 'dataset' | 'epoch'>[]) =>
  [...new Map(partials.map((partial) => [partial.minute, partial])).values()].sort(
    (a, b) => a.minute! - b.minute!,
  )

describe('late snapshots', () => {
  it('leave every minute as it would be, had they come in time', () => {
    let corrections = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { shares, input, counts } = withLate(seed)
        const run = new TickRun(input)
        const partials = run.of('partials')
        for (const { minute, tradeDate, revision, eventTime, task, deleted, hygiene, ...figures } of latest(
          partials,
        )) {
          const naive = naivePartial(shares, minute!, minuteBoundary(tradeDate, minute!))
          expect({ minute, ...figures }).toEqual({ minute, ...naive })
          expect(eventTime).toBe(revision > 0 ? counts : minuteBoundary(tradeDate, minute!))
        }
        const revised = partials.filter(({ revision }) => revision > 0)
        for (const { minute, revision } of revised)
          expect(partials.filter((one) => one.minute === minute).map((one) => one.revision)).toContain(
            revision - 1,
          )
        corrections += revised.length
      }),
      { numRuns: 8, seed: 20260709 },
    )
    expect(corrections).toBeGreaterThan(10)
  })

  it('correct the boards and bars of those minutes as well', () => {
    const { shares, input, late } = withLate(3)
    const inTime = new TickRun({
      ...input,
      late: [],
      ticks: [...input.ticks, ...late.map(({ tick }) => tick)],
    })
    const corrected = new TickRun(input)
    expect(late.length).toBeGreaterThan(0)
    expect(shares.map(({ symbol }) => symbol)).toContain(late[0]!.tick.symbol)
    const last = (
      rows: readonly { readonly instrument: string; readonly minute: number; readonly revision: number }[],
    ) => new Map(rows.map((row) => [`${row.instrument} ${row.minute}`, { ...row, revision: 0 }]))
    expect(last(corrected.of('bars1m'))).toEqual(last(inTime.of('bars1m')))
    expect(last(corrected.of('boards'))).toEqual(last(inTime.of('boards')))
    expect(corrected.of('limitState')).toEqual(inTime.of('limitState'))
  })

  it('say when a change happened, and are published where they count', () => {
    const { input } = withLate(3)
    const run = new TickRun(input)
    for (const output of run.outputs) {
      if (output.topic !== 'limitChanges' || output.eventTime === output.value.eventTime) continue
      expect(output.eventTime).toBeGreaterThan(output.value.eventTime)
    }
    const sequences = new Map<string, number[]>()
    for (const { instrument, sequence } of run.of('limitChanges'))
      sequences.set(instrument, [...(sequences.get(instrument) ?? []), sequence])
    for (const numbers of sequences.values()) expect(numbers).toEqual(numbers.map((_, at) => at + 1))
  })

  it('count as touched only where the symbol has newer snapshots, and are counted', () => {
    const { shares, input } = madeMarket(5)
    const share = shares.find(({ yesterday, ticks }) => yesterday === 'none' && ticks.length > 20)!
    const quiet = share.ticks.slice(0, 12).map((tick) => {
      const price = share.prevClose
      return {
        ...tick,
        ...(tick.last === null ? {} : { last: price, open: price, high: price, low: price }),
        depth: 0,
      }
    })
    const up = Math.round((share.prevClose * 1.1) / 100) * 100
    const older = { ...quiet[9]!, eventTime: (quiet[8]!.eventTime + 1) as EventTime, high: up as never }
    const counts = (quiet[11]!.eventTime + 1) as EventTime
    const run = new TickRun({ ...input, ticks: quiet, late: [{ tick: older, counts }] })
    expect(run.of('limitChanges').map(({ kind, eventTime }) => [kind, eventTime])).toEqual([
      ['touchedUp', older.eventTime],
    ])
    const partials = run.of('partials')
    expect(partials.every(({ revision }) => revision === 0)).toBe(true)
    expect(partials.at(-1)!.hygiene).toMatchObject({ lateOlder: 1 })
    expect(partials.at(-2)!.members.find(({ symbol }) => symbol === share.symbol)).toMatchObject({
      up: 'broken',
      firstTouchTime: older.eventTime,
    })
  })

  it('correct no minute more than fifteen back', () => {
    const { input, shares } = madeMarket(9)
    const share = shares[0]!
    const until = clock('10:00')
    const before = share.ticks.filter(({ eventTime }) => eventTime < until)
    const tick = {
      ...before.at(-1)!,
      eventTime: (until + 5_000) as EventTime,
      volume: before.at(-1)!.volume + 100,
    }
    const others = input.ticks.filter(({ symbol }) => symbol !== share.symbol)
    const counts = (clock('10:40') + 1_000) as EventTime
    const run = new TickRun({ ...input, ticks: [...others, ...before], late: [{ tick, counts }] })
    const revised = run.of('partials').filter(({ revision }) => revision > 0)
    // 10:00:05 belongs to row 31; at 10:40:01 rows up to 70 are published.
    expect(revised.map(({ minute }) => minute)).toEqual(Array.from({ length: 15 }, (_, at) => 56 + at))
    expect(run.of('partials').at(-1)!.hygiene.lateBeyondCorrection).toBe(1)
  })
})

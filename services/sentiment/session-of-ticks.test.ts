import { describe, expect, it } from 'vitest'
import type { Price } from '../../core/market/price.ts'
import { shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent, Batch, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { MarketMinute, MarketStage, Tick } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { laneOf, type TestBar } from '../../test/support/pipeline-harness.ts'
import { madeMarket } from './limit-state/testing/made-market.ts'
import { clock, madeTick, sealedBook, TICK_DATE } from './limit-state/testing/tick-maker.ts'
import { CLOSE, type Output, type TickDayInput, TickRun } from './limit-state/testing/tick-run.ts'
import { marketProcessor } from './market/market-processor.ts'

/** What both processors, one behind the other, say of a session of snapshots. */
function marketOf(input: TickDayInput): {
  readonly minutes: readonly MarketMinute[]
  readonly stages: readonly MarketStage[]
} {
  const run = new TickRun(input)
  const lane = laneOf(marketProcessor as unknown as ProcessorDefinition, new ReferenceTable<'instruments'>())
  const said: Output[] = []
  const apply = (batch: Batch): void => {
    const { outputs, poisoned } = lane.apply(batch)
    if (poisoned.length > 0) throw poisoned[0]!.cause
    lane.settle()
    said.push(...outputs)
  }
  const inputs = (outputs: readonly Output[]): AnyInputEvent<TopicKey>[] =>
    outputs
      .filter(({ topic }) => (marketProcessor.inputs as readonly TopicKey[]).includes(topic))
      .map((output) => ({ ...output, value: { ...output.value, dataset: 'main', epoch: 1 } }) as never)
  for (const [at, session] of input.before.entries()) {
    const tradeDate = session.tradeDate as TradeDate
    const previousSession = (input.before[at - 1]?.tradeDate ?? null) as TradeDate | null
    apply({
      opens: {
        tradeDate,
        eventTime: shanghaiTime(tradeDate, 9, 0),
        previousSession,
        history: previousSession === null ? 'first' : 'known',
        ticks: false,
        references: {},
      },
      events: inputs(run.earlier[at]!),
      closes: { tradeDate, dataGap: false },
      watermark: shanghaiTime(tradeDate, 15, 0),
    })
  }
  apply({
    opens: {
      tradeDate: TICK_DATE,
      eventTime: clock('9:00'),
      previousSession: input.before.at(-1)!.tradeDate as TradeDate,
      history: 'known',
      ticks: true,
      references: {},
    },
    events: inputs(run.outputs),
    closes: { tradeDate: TICK_DATE, dataGap: false },
    watermark: CLOSE,
  })
  const of = <Row extends { readonly scope: string; readonly tradeDate: number }>(topic: TopicKey): Row[] =>
    said
      .flatMap((output) => (output.topic === topic ? [output.value as unknown as Row] : []))
      .filter(({ scope, tradeDate }) => scope === 'all' && tradeDate === TICK_DATE)
  return { minutes: of<MarketMinute>('minutes'), stages: of<MarketStage>('stage') }
}

const [A, B, C, D, E, F] = ['600001.SH', '600002.SH', '600003.SH', '600004.SH', '600005.SH', '600006.SH']

describe('golden day E6 from snapshots (G16)', () => {
  const yuan = (amount: number): Price => Math.round(amount * 10_000) as Price
  const bar = (symbol: string, from: number, to: number): TestBar => [symbol, from, to, from, to, from]
  const limits = { [A]: 12.1, [B]: 12.1, [C]: 13.31, [E]: 11.55, [F]: 11 } as Record<string, number>
  const closes = { [A]: 11, [B]: 11, [C]: 12.1, [E]: 10.5, [F]: 10 } as Record<string, number>
  const before = [
    { tradeDate: 20260703, bars: [A, B, C, D, E, F].map((symbol) => bar(symbol!, 10, 10)) },
    {
      tradeDate: 20260706,
      bars: [
        bar(A!, 10, 10),
        bar(B!, 10, 10),
        bar(C!, 10, 10),
        bar(D!, 10, 11),
        bar(E!, 10, 10),
        bar(F!, 10, 10),
      ],
    },
    {
      tradeDate: 20260707,
      bars: [
        bar(A!, 10, 10),
        bar(B!, 10, 10),
        bar(C!, 10, 11),
        bar(D!, 11, 12.1),
        bar(E!, 10, 10),
        bar(F!, 10, 10),
      ],
    },
    {
      tradeDate: 20260708,
      bars: [
        bar(A!, 10, 11),
        bar(B!, 10, 11),
        bar(C!, 11, 12.1),
        bar(D!, 12.1, 13.31),
        [E!, 10, 11, 10, 10.5, 10] as TestBar,
        bar(F!, 10, 10),
      ],
    },
  ]
  let traded = 0
  const at = (symbol: string, time: string, last: number, extra: Partial<Tick> = {}): Tick => {
    traded += 100
    return madeTick(symbol, clock(time), yuan(last), {
      prevClose: yuan(closes[symbol]!),
      volume: traded,
      ...extra,
    })
  }
  const sealed = (symbol: string, time: string): Tick =>
    at(symbol, time, limits[symbol]!, sealedBook(yuan(limits[symbol]!), 800))
  const ticks = [
    sealed(A!, '9:25:01'),
    at(B!, '9:25:01', 11.2),
    at(C!, '9:25:01', 12.5),
    madeTick(D!, clock('9:25:01'), null, { status: 'halted', prevClose: yuan(13.31) }),
    at(E!, '9:25:01', 10.5),
    at(F!, '9:25:01', 10.1),
    at(C!, '10:00:01', 13.31, { askPrices: [yuan(13.31)], bidPrices: [yuan(13.3)] }),
    sealed(C!, '10:01:01'),
    at(A!, '13:30:01', 11.8, { high: yuan(12.1) }),
    sealed(F!, '14:20:01'),
    at(A!, '15:00:01', 11.5, { high: yuan(12.1) }),
    at(B!, '15:00:01', 11.2),
    sealed(C!, '15:00:01'),
    at(E!, '15:00:01', 10.6),
    sealed(F!, '15:00:01'),
  ]
  const { minutes, stages } = marketOf({ before, ticks })

  it('has a row for each of the 241 minutes', () => {
    expect(minutes.map(({ minute }) => minute)).toEqual(Array.from({ length: 241 }, (_, row) => row))
  })

  // The row whose window holds the moment; base, sealed and touched of the cohort, and height by hand (E6).
  it.each([
    ['09:25', 0, 1, 1, 2],
    ['10:00', 31, 1, 2, 2],
    ['10:01', 32, 2, 2, 3],
    ['13:30', 151, 1, 2, 3],
    ['14:20', 201, 1, 2, 3],
    ['15:00', 240, 1, 2, 3],
  ])('%s', (_time, row, promoted, promotedTouched, height) => {
    expect(minutes[row]).toMatchObject({ base: 3, promoted, promotedTouched, height })
  })

  it('ends with the daily figures', () => {
    expect(stages.at(-1)).toMatchObject({
      limitUps: 2,
      broken: 1,
      base: 3,
      promoted: 1,
      height: 3,
      stage: 'ice-build-up',
    })
    expect(minutes[240]).toMatchObject({ limitUps: 2, broken: 1, suspended: 1, stage: 'ice-build-up' })
  })
})

describe('a made-up session', () => {
  it.each([1, 2, 3])('says at 15:00 what the daily row says (%i)', (seed) => {
    const { minutes, stages } = marketOf(madeMarket(seed).input)
    const { eventTime: _time, revision: _revision, final: _final, dataGap: _gap, ...daily } = stages.at(-1)!
    expect(minutes.at(-1)).toMatchObject(daily)
  })
})

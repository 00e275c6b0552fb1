import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import { eachBatch } from '../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { stateType } from '../../runtime/processor/state-type.ts'
import type { Signal } from '../../schemas/generated/events.ts'
import { seriesContract } from '../support/series-contract.ts'
import { chineseBar, runSeries, sessionsBetween } from '../support/series-run.ts'

/** Says at every close how many bars came since the one before and what they sum up to. */
const counting: ProcessorDefinition<
  { readonly seen: { readonly count: number; readonly sum: number } },
  'series',
  'structure'
> = {
  name: 'structure',
  version: 1,
  inputs: ['series'],
  outputs: ['structure'],
  assignment: 'single',
  stores: { seen: stateType('Seen', { count: 'int', sum: 'double' }) },
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<'series'>, AnyOutputEvent<'structure'>>(({ events, closes, watermark }, emit) => {
        for (const { value } of events) {
          const { count, sum } = state.seen.get('all') ?? { count: 0, sum: 0 }
          state.seen.set('all', { count: count + 1, sum: sum + value.close })
        }
        if (closes === undefined) return
        const { count, sum } = state.seen.get('all') ?? { count: 0, sum: 0 }
        state.seen.delete('all')
        emit(signal(closes.tradeDate, watermark, count, sum))
      }),
    ),
}

const signal = (
  tradeDate: number,
  eventTime: EventTime,
  count: number,
  sum: number,
): AnyOutputEvent<'structure'> => ({
  topic: 'structure',
  key: `count/all/${tradeDate}`,
  eventTime,
  value: {
    revision: 0,
    deleted: false,
    signal: 'count',
    subject: 'all',
    tradeDate: tradeDate as never,
    eventTime,
    value: count,
    state: null,
    rank: null,
    components: { sum },
    notes: {},
  },
})

const sessions = sessionsBetween(20220104, 20220331)
const timeline = {
  sessions,
  events: sessions.flatMap((session, at) => [
    chineseBar('000300.SH', session, 100 + at),
    chineseBar('000852.SH', session, 200 - at),
  ]),
}

seriesContract({ name: 'a processor that counts', definition: counting, timeline, atLeast: 50 })

describe('a run of a timeline', () => {
  it('gives each session its events', () => {
    const values = runSeries(counting, timeline).map(({ value }) => value as unknown as Signal)
    expect(values.map(({ value }) => value)).toEqual(sessions.map(() => 2))
    expect(values.every(({ components }) => components.sum === 300)).toBe(true)
  })
})

import { EMPTY } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import { eachBatch } from '../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import type { SeriesBar } from '../../schemas/generated/events.ts'
import { SENTIMENT_PROCESSORS } from '../../services/sentiment/sentiment-processors.ts'
import { volatilityProcessor } from '../../services/sentiment/volatility/volatility-processor.ts'
import { electionCycleProcessor } from '../../services/signals/election-cycle/election-cycle-processor.ts'
import { microcapProcessor } from '../../services/signals/microcap/microcap-processor.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'
import { describeOnData } from '../support/real-history.ts'
import { chineseBar, sessionsBetween } from '../support/series-run.ts'
import { BARS_SAMPLES } from './bars-samples.ts'
import { expectNoLookAhead, huntLookAhead } from './look-ahead.ts'
import { SERIES_SAMPLES, seriesSample, timelineOf } from './series-samples.ts'

const SAMPLES = { ...SERIES_SAMPLES, ...BARS_SAMPLES }

it('hunts every processor that pulse runs', () => {
  const registered = [...SENTIMENT_PROCESSORS, ...SIGNAL_PROCESSORS].map(({ name }) => name)
  expect(Object.keys(SAMPLES).sort()).toEqual([...registered].sort())
})

describe('the hunt', () => {
  const timeline = () => ({
    sessions: [],
    events: sessionsBetween(20240102, 20240229).map((day, at) => chineseBar('000300.SH', day, 3000 + at)),
  })
  const found = async (processor: unknown) =>
    expectNoLookAhead(await seriesSample(processor, 'closes', 30, timeline).load())

  it('lets one pass that says what it knows', async () => {
    await found(saying(({ eventTime }) => eventTime))
  })

  it('catches one that says it a moment too early', async () => {
    await expect(found(saying(({ eventTime }) => (eventTime - 86_400_000) as EventTime))).rejects.toThrow()
  })

  it('catches one that nothing of the future can move', async () => {
    await expect(found({ ...saying(({ eventTime }) => eventTime), pipeline: () => EMPTY })).rejects.toThrow()
  })
})

describe('nobody looks ahead', () => {
  for (const [processor, samples] of Object.entries(SAMPLES))
    for (const sample of samples) huntLookAhead(processor, sample)
})

const VOLATILITY = ['vol-indices/vix_daily.csv.gz', 'vol-indices/vvix_daily.csv.gz']
const SPX = 'us-markets/sp500_1927_2026.csv.gz'
describeOnData('nobody looks ahead in 2008', [...VOLATILITY, SPX], (paths) => {
  const crisis = () => timelineOf(paths, 20070601, 20081231, () => true)
  huntLookAhead('volatility', seriesSample(volatilityProcessor, 'the crisis', 350, crisis))
})

describeOnData('nobody looks ahead in the thirties', [SPX], (paths) => {
  const thirties = () => timelineOf(paths, 19271230, 19411231, () => true)
  huntLookAhead('election-cycle', seriesSample(electionCycleProcessor, 'closes', 200, thirties))
})

const MICROCAP = [
  'microcap/microcap_proxy_index_2010_202603.csv.gz',
  'cn-indices/cn_index_etf_close_1990_202603.csv.gz',
]
describeOnData('nobody looks ahead in 2015', MICROCAP, (paths) => {
  const crash = () => timelineOf(paths, 20140601, 20160331, (key) => /^(MICROCAP.PROXY|000300.SH)$/.test(key))
  huntLookAhead('microcap', seriesSample(microcapProcessor, 'the crash', 500, crash))
})

/** Says every close, at a time of its own. */
function saying(
  timeOf: (bar: SeriesBar) => EventTime,
): ProcessorDefinition<Record<string, never>, 'series', 'structure'> {
  return {
    name: 'structure',
    version: 1,
    inputs: ['series'],
    outputs: ['structure'],
    assignment: 'single',
    stores: {},
    pipeline: (input$) =>
      input$.pipe(
        eachBatch<Batch<'series'>, AnyOutputEvent<'structure'>>(({ events }, emit) => {
          for (const { value } of events) {
            const { symbol: subject, tradeDate, close } = value
            const eventTime = timeOf(value)
            emit({
              topic: 'structure',
              key: `close/${subject}/${tradeDate}`,
              eventTime,
              value: {
                ...{ revision: 0, deleted: false, signal: 'close', subject, tradeDate, eventTime },
                ...{ value: close, state: null, rank: null, components: {}, notes: {} },
              },
            })
          }
        }),
      ),
  }
}

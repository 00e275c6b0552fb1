import { newYorkTime } from '../../core/market/new-york-time.ts'
import { shanghaiDate, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import type { Target } from '../../schemas/generated/events.ts'
import { BUNDLED_SERIES } from '../../services/ingest/bundled/sample.ts'
import { keyOf, timeOf } from '../../services/ingest/series/series-row.ts'
import { readFiles } from '../../services/ingest/series/testing/read-files.ts'
import { volatilityProcessor } from '../../services/sentiment/volatility/volatility-processor.ts'
import { electionCycleProcessor } from '../../services/signals/election-cycle/election-cycle-processor.ts'
import { macroProcessor } from '../../services/signals/macro/macro-processor.ts'
import { madeUpEconomy } from '../../services/signals/macro/testing/made-up-economy.ts'
import { mappingProcessor } from '../../services/signals/mapping/mapping-processor.ts'
import { microcapProcessor } from '../../services/signals/microcap/microcap-processor.ts'
import { wave } from '../../services/signals/microcap/testing/wave.ts'
import { overnightProcessor } from '../../services/signals/overnight/overnight-processor.ts'
import { portfoliosProcessor } from '../../services/signals/portfolios/portfolios-processor.ts'
import { madeTimeline } from '../../services/signals/portfolios/testing/made-timeline.ts'
import { structureProcessor } from '../../services/signals/structure/structure-processor.ts'
import { randomFrom } from '../support/random-market.ts'
import {
  event,
  observation,
  runSeries,
  type SeriesTopic,
  seriesBar,
  sessionsBetween,
  type Timeline,
  target,
} from '../support/series-run.ts'
import type { Hunted, LookAheadSample } from './look-ahead.ts'
import { otherFuture } from './other-future.ts'

const definition = (processor: unknown): ProcessorDefinition => processor as ProcessorDefinition

/** A processor that series drive, on a timeline. */
export function seriesSample(
  processor: unknown,
  input: string,
  atLeast: number,
  timeline: () => Timeline | Promise<Timeline>,
): LookAheadSample {
  const { inputs } = definition(processor)
  const load = async (): Promise<Hunted> => {
    const { events, sessions } = await timeline()
    const own = { sessions, events: events.filter(({ topic }) => inputs.includes(topic)) }
    const moments = [...new Set(own.events.map(({ eventTime }) => eventTime))].sort((a, b) => a - b)
    return {
      moments,
      said: runSeries(processor, own),
      changed: (moment, random) => runSeries(processor, otherFuture(own, moment, random)),
    }
  }
  return { input, atLeast, load }
}

type Series = AnyInputEvent<SeriesTopic>

/** What files say of some symbols and series, as ingest would publish it, and the sessions meanwhile. */
export async function timelineOf(
  paths: readonly string[],
  from: number,
  until: number,
  wants: (key: string) => boolean,
): Promise<Timeline> {
  const { rows } = await readFiles(...paths)
  const events = rows.flatMap((row): Series[] => {
    const day = shanghaiDate(timeOf(row))
    const key = keyOf(row)
    if (day < from || day > until || !wants(key)) return []
    return [event(row.topic, key, { dataset: 'main', epoch: 1, late: false, ...row.value } as never)]
  })
  return { events, sessions: sessionsBetween(from, until) }
}

const bundled = (from: number, until: number, wants: (key: string) => boolean = () => true) =>
  timelineOf(BUNDLED_SERIES, from, until, wants)

const among = (names: string) => (key: string) => names.split(' ').includes(key)
const INDICES = 'VIX.US VVIX.US VIX3M.US VIX9D.US'
const isTraded = (key: string): boolean => /\.(US|SH|SZ|PROXY)$/.test(key) && !among(INDICES)(key)

/** Real closes; bars of 60 minutes and yields are made up, the first half of them known at the close only. */
async function microcapTimeline(): Promise<Timeline> {
  const { events, sessions } = await bundled(20240102, 20250630, among('MICROCAP.PROXY 000300.SH'))
  const hours = [
    ['1030', 10, 30],
    ['1130', 11, 30],
    ['1400', 14, 0],
    ['1500', 15, 0],
  ] as const
  const made = sessions.flatMap((session, at) => [
    observation('CN.YIELD.10Y', session, 3 * wave(at, 13, 0.2, 0), shanghaiTime(session, 18, 0)),
    ...hours.map(([end, hour, minute], place) => {
      const known = at < 180 ? shanghaiTime(session, 15, 0) : shanghaiTime(session, hour, minute)
      return seriesBar(`MICROCAP-${end}.PROXY`, session, 1000 * wave(4 * at + place, 7, 0.3, 0.02), known)
    }),
  ])
  return { sessions, events: [...events, ...made] }
}

/** Real closes and fund flows; of what nobody publishes freely, made-up quotes. */
async function structureTimeline(): Promise<Timeline> {
  const random = randomFrom(21)
  const closes = await bundled(20250701, 20260318, among('SPX.US IXIC.US 000300.SH'))
  const flows = await bundled(20260319, 20260807, among('510300.SH 588000.SH 513180.SH 512880.SH'))
  const quotes = closes.sessions.flatMap((date) => [
    ...['US.IV30.SPX', 'US.CDS5Y.ORCL', 'US.FSI'].map((series) =>
      observation(series, date, 20 + 5 * random(), newYorkTime(date, 16, 15)),
    ),
    ...['CN.IV30.000300', 'CN.IV30.000852'].map((series) =>
      observation(series, date, 20 + 5 * random(), shanghaiTime(date, 18, 0)),
    ),
  ])
  return {
    sessions: [...closes.sessions, ...flows.sessions],
    events: [...closes.events, ...quotes, ...flows.events],
  }
}

/** What the strategies wanted on real closes, and these closes. */
async function accountsTimeline(): Promise<Timeline> {
  const { events, sessions } = await bundled(20240102, 20250930, (key) => !among(INDICES)(key))
  const targets = [mappingProcessor, microcapProcessor, macroProcessor].flatMap((processor) => {
    const { inputs } = definition(processor)
    const own = events.filter(({ topic }) => inputs.includes(topic as never))
    return runSeries(processor, { sessions, events: own }).flatMap(({ topic, value }) =>
      topic === 'targets' ? [target(value as Target)] : [],
    )
  })
  const recent = (date: TradeDate): boolean => date >= 20250301
  return {
    sessions: sessions.filter(recent),
    events: [...events, ...targets].filter(({ eventTime }) => recent(shanghaiDate(eventTime))),
  }
}

/** Every processor that series drive, by its name, on what is committed. */
export const SERIES_SAMPLES: Readonly<Record<string, readonly LookAheadSample[]>> = {
  volatility: [
    seriesSample(volatilityProcessor, 'closes of 2024 and 2025', 600, () =>
      bundled(20240101, 20250630, among(`${INDICES} SPX.US`)),
    ),
  ],
  'election-cycle': [
    seriesSample(electionCycleProcessor, 'closes to 2026', 100, () =>
      bundled(20230101, 20260601, among('SPX.US IXIC.US')),
    ),
  ],
  mapping: [
    seriesSample(mappingProcessor, 'closes of both markets', 800, () =>
      bundled(20240701, 20250930, isTraded),
    ),
  ],
  overnight: [
    seriesSample(overnightProcessor, 'closes of half a year', 600, () =>
      bundled(20250101, 20250630, isTraded),
    ),
  ],
  microcap: [seriesSample(microcapProcessor, 'closes and made-up hours', 1500, microcapTimeline)],
  macro: [
    seriesSample(macroProcessor, 'releases of two years', 400, () => bundled(20230101, 20250630)),
    seriesSample(macroProcessor, 'a made-up economy', 1500, madeUpEconomy),
  ],
  structure: [seriesSample(structureProcessor, 'closes, flows and made-up quotes', 500, structureTimeline)],
  portfolios: [
    seriesSample(portfoliosProcessor, 'what strategies wanted', 1000, accountsTimeline),
    seriesSample(portfoliosProcessor, 'made-up months', 300, () => madeTimeline(20240102, 20240531)),
  ],
}

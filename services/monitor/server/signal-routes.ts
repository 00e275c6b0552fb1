import { z } from 'zod'
import { Dataset, IsoDate } from '../api/common.ts'
import { Portfolio, Portfolios, StrategyName } from '../api/portfolios.ts'
import { Series, SeriesSymbol } from '../api/series.ts'
import { SignalLatest, SignalName, SignalSeries, SignalSummary, Signals, Subject } from '../api/signals.ts'
import type { SignalSummary as SignalSummaryRow } from '../api/types.ts'
import { toColumns, toRows } from './columns.ts'
import { defineRoute, type Route } from './http/route.ts'
import { KeptAnswers } from './kept-answers.ts'
import { DAY_NAMES, portfolio, strategySummaries } from './queries/portfolios.ts'
import type { Reader } from './queries/reader.ts'
import { fieldsOf } from './queries/select.ts'
import { SERIES_NAMES, seriesBars } from './queries/series.ts'
import { latestOfSignal, SIGNAL_NAMES, seriesOfSignal, signalSummaries } from './queries/signals.ts'

/** Rows of a series that are given without a limit, and at most. */
const ROWS = { usual: 500, most: 20_000 } as const

/** Every page asks for the summaries each ten seconds; they are looked up once for all of them. */
const KEPT_MS = 5_000

const NONE = z.object({})
const OfDataset = z.object({ dataset: Dataset.default('main') })
const OfSignal = z.object({ signal: SignalName })
const AsOf = z.coerce
  .number()
  .pipe(z.int().min(0))
  .optional()
  .describe('Epoch ms: only what could be known at that moment.')
const Range = OfDataset.extend({
  from: IsoDate.optional(),
  to: IsoDate.optional(),
  asOf: AsOf,
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(ROWS.most))
    .default(ROWS.usual)
    .describe(`Newest rows of the range, at most ${ROWS.most}.`),
})

/** Answers about signals and portfolios. `known` refuses data sets that there are not. */
export function signalRoutes(reader: Reader, known: (dataset: string) => string): readonly Route[] {
  const summaries = new KeptAnswers<SignalSummaryRow[]>(KEPT_MS)
  return [
    defineRoute({
      path: '/api/v1/signals',
      id: 'signals',
      summary: 'Signals of every family: how much there is of each, and what it says last.',
      params: NONE,
      query: OfDataset,
      answer: Signals,
      handle: async (_params, { dataset }) => ({
        dataset,
        signals: await summaries.get(known(dataset), () => signalSummaries(reader, dataset)),
      }),
      table: ({ signals }) => ({ names: fieldsOf(SignalSummary), rows: signals }),
    }),
    defineRoute({
      path: '/api/v1/signals/{signal}/latest',
      id: 'signalLatest',
      summary: 'The newest row of each subject of a signal, as of now or of a moment.',
      params: OfSignal,
      query: OfDataset.extend({ asOf: AsOf }),
      answer: SignalLatest,
      handle: async ({ signal }, { dataset, asOf }, abort) => ({
        dataset,
        signal,
        rows: await latestOfSignal(reader, known(dataset), signal, asOf, abort),
      }),
      table: ({ rows }) => ({ names: SIGNAL_NAMES, rows }),
    }),
    defineRoute({
      path: '/api/v1/signals/{signal}/series',
      id: 'signalSeries',
      summary: 'A signal over time: of one subject or all, in a range, as of now or of a moment.',
      params: OfSignal,
      query: Range.extend({ subject: Subject.optional() }),
      answer: SignalSeries,
      handle: async ({ signal }, { dataset, ...range }, abort) => ({
        dataset,
        signal,
        rows: await seriesOfSignal(reader, known(dataset), signal, range, abort),
      }),
      table: ({ rows }) => ({ names: SIGNAL_NAMES, rows }),
    }),
    defineRoute({
      path: '/api/v1/series/{symbol}',
      id: 'series',
      summary: 'Daily bars of an index, fund, future or foreign share.',
      params: z.object({ symbol: SeriesSymbol }),
      query: Range,
      answer: Series,
      handle: async ({ symbol }, { dataset, ...range }, abort) => ({
        dataset,
        symbol,
        columns: toColumns(SERIES_NAMES, await seriesBars(reader, known(dataset), symbol, range, abort)),
      }),
      table: ({ columns }) => ({ names: SERIES_NAMES, rows: toRows(columns) }),
    }),
    defineRoute({
      path: '/api/v1/portfolios',
      id: 'portfolios',
      summary: 'Strategies that have an account, as of their last session.',
      params: NONE,
      query: OfDataset,
      answer: Portfolios,
      handle: async (_params, { dataset }, abort) => ({
        dataset,
        strategies: await strategySummaries(reader, known(dataset), abort),
      }),
      table: ({ strategies }) => ({
        names: ['strategy', 'sessions', 'from', ...DAY_NAMES],
        rows: strategies.map(({ latest, ...summary }) => ({ ...summary, ...latest })),
      }),
    }),
    defineRoute({
      path: '/api/v1/portfolios/{strategy}',
      id: 'portfolio',
      summary: 'A strategy: net asset value day by day, figures by year, positions, newest target.',
      params: z.object({ strategy: StrategyName }),
      query: OfDataset.extend({ from: IsoDate.optional(), to: IsoDate.optional() }),
      answer: Portfolio,
      handle: async ({ strategy }, { dataset, ...period }, abort) =>
        portfolio(reader, known(dataset), strategy, period, abort),
      table: ({ days }) => ({ names: DAY_NAMES, rows: toRows(days) }),
    }),
  ]
}

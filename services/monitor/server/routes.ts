import { z } from 'zod'
import { BoardRow, DayFeedback, DayLadder, FeedbackRow } from '../api/boards.ts'
import { Dataset, IsoDate, Minute, SymbolCode } from '../api/common.ts'
import { FeedHealth } from '../api/feed.ts'
import { DayGroups, GroupKind, GroupRow } from '../api/groups.ts'
import { History, HistoryRow } from '../api/history.ts'
import { DayEvents, LimitEvent } from '../api/limit-events.ts'
import { DayMinutes, MinuteRow } from '../api/minutes.ts'
import { DatasetSummary, Datasets, SessionRow, Sessions } from '../api/sessions.ts'
import { DaySnapshot } from '../api/snapshot.ts'
import { MinuteBarRow, StockDay } from '../api/stock.ts'
import { toColumns, toRows } from './columns.ts'
import { type DayAnswers, LATEST, unknownDataset } from './day-answers.ts'
import { defineRoute, type Route } from './http/route.ts'
import { HISTORY_NAMES, historyRows } from './queries/history.ts'
import type { Reader } from './queries/reader.ts'
import { fieldsOf } from './queries/select.ts'
import { datasets, sessions } from './queries/sessions.ts'
import { signalRoutes } from './signal-routes.ts'
import type { StockAnswers } from './stock-answers.ts'
import type { StreamHub } from './stream/stream-hub.ts'

const NONE = z.object({})
const OfDataset = z.object({ dataset: Dataset.default('main') })
const DayPath = z.object({
  date: z.union([z.literal(LATEST), IsoDate]).describe('yyyy-mm-dd, or latest.'),
})
const AtMinute = OfDataset.extend({
  minute: z.coerce
    .number()
    .pipe(Minute)
    .optional()
    .describe('Session minute; without it the newest there is.'),
})

export interface RouteContext {
  readonly reader: Reader
  readonly hub: StreamHub
  readonly day: DayAnswers
  readonly stock: StockAnswers
}

/** Every JSON answer of the API. */
export function routes({ reader, hub, day, stock }: RouteContext): readonly Route[] {
  const known = (dataset: string): string => {
    if (hub.channel(dataset) === undefined) throw unknownDataset(dataset)
    return dataset
  }
  const place = async (dataset: string, date: string, signal: AbortSignal) =>
    [dataset, await day.resolve(known(dataset), date, signal)] as const
  return [
    defineRoute({
      path: '/api/v1/datasets',
      id: 'datasets',
      summary: 'Data sets: the real market (main), simulated and replayed ones.',
      params: NONE,
      query: NONE,
      answer: Datasets,
      handle: async (_params, _query, signal) => ({ datasets: await datasets(reader, signal) }),
      table: (answer) => ({ names: fieldsOf(DatasetSummary), rows: answer.datasets }),
    }),
    defineRoute({
      path: '/api/v1/sessions',
      id: 'sessions',
      summary: 'Sessions of a data set, newest first, and what there is of each.',
      params: NONE,
      query: OfDataset,
      answer: Sessions,
      handle: async (_params, { dataset }, signal) => ({
        dataset,
        sessions: await sessions(reader, known(dataset), signal),
      }),
      table: (answer) => ({
        names: fieldsOf(SessionRow),
        rows: answer.sessions,
      }),
    }),
    defineRoute({
      path: '/api/v1/day/{date}/snapshot',
      id: 'snapshot',
      summary: 'Everything that a page shows first, and where the event stream goes on.',
      params: DayPath,
      query: OfDataset,
      answer: DaySnapshot,
      handle: async ({ date }, { dataset }, signal) =>
        day.snapshot(...(await place(dataset, date, signal)), signal),
    }),
    defineRoute({
      path: '/api/v1/day/{date}/minutes',
      id: 'minutes',
      summary: 'The market minute by minute, by column.',
      params: DayPath,
      query: OfDataset,
      answer: DayMinutes,
      handle: async ({ date }, { dataset }, signal) =>
        day.minutes(...(await place(dataset, date, signal)), signal),
      table: (answer) => ({
        names: fieldsOf(MinuteRow),
        rows: toRows(answer.columns),
      }),
    }),
    defineRoute({
      path: '/api/v1/day/{date}/ladder',
      id: 'ladder',
      summary: 'The limit-up ladder with its stocks: now, at a minute, or of the closed session.',
      params: DayPath,
      query: AtMinute,
      answer: DayLadder,
      handle: async ({ date }, { dataset, minute }, signal) =>
        day.ladder(...(await place(dataset, date, signal)), minute, signal),
      table: (answer) => ({
        names: fieldsOf(BoardRow),
        rows: answer.boards,
      }),
    }),
    defineRoute({
      path: '/api/v1/day/{date}/feedback',
      id: 'feedback',
      summary: "What became of yesterday's limit-ups, by their exact height.",
      params: DayPath,
      query: AtMinute,
      answer: DayFeedback,
      handle: async ({ date }, { dataset, minute }, signal) =>
        day.feedback(...(await place(dataset, date, signal)), minute, signal),
      table: (answer) => ({
        names: fieldsOf(FeedbackRow),
        rows: answer.rows,
      }),
    }),
    defineRoute({
      path: '/api/v1/day/{date}/events',
      id: 'events',
      summary: 'Limits touched, sealed, opened and sealed again, by time.',
      params: DayPath,
      query: OfDataset.extend({
        symbol: SymbolCode.optional(),
        since: z.coerce.number().pipe(z.int().min(0)).optional().describe('Epoch ms, included.'),
      }),
      answer: DayEvents,
      handle: async ({ date }, { dataset, ...filter }, signal) =>
        day.events(...(await place(dataset, date, signal)), filter, signal),
      table: (answer) => ({
        names: fieldsOf(LimitEvent),
        rows: answer.events,
      }),
    }),
    defineRoute({
      path: '/api/v1/day/{date}/groups',
      id: 'groups',
      summary: 'Boards, industries and concepts at a minute.',
      params: DayPath,
      query: AtMinute.extend({ kind: GroupKind.optional() }),
      answer: DayGroups,
      handle: async ({ date }, { dataset, ...filter }, signal) =>
        day.groups(...(await place(dataset, date, signal)), filter, signal),
      table: (answer) => ({
        names: fieldsOf(GroupRow),
        rows: answer.groups,
      }),
    }),
    defineRoute({
      path: '/api/v1/stock/{symbol}/day/{date}',
      id: 'stock',
      summary: "A stock's session: minute bars, limit changes, its board minute by minute, the daily bar.",
      params: DayPath.extend({ symbol: SymbolCode }),
      query: OfDataset,
      answer: StockDay,
      handle: async ({ date, symbol }, { dataset }, signal) =>
        stock.day(...(await place(dataset, date, signal)), symbol, signal),
      table: (answer) => ({
        names: fieldsOf(MinuteBarRow),
        rows: toRows(answer.bars),
      }),
    }),
    defineRoute({
      path: '/api/v1/history',
      id: 'history',
      summary: 'One row per session: height, rates, stage, counts, breadth.',
      params: NONE,
      query: OfDataset.extend({ from: IsoDate.optional(), to: IsoDate.optional() }),
      answer: History,
      handle: async (_params, { dataset, ...period }, signal) => ({
        dataset,
        columns: toColumns(HISTORY_NAMES, await historyRows(reader, known(dataset), period, signal)),
      }),
      table: (answer) => ({
        names: fieldsOf(HistoryRow),
        rows: toRows(answer.columns),
      }),
    }),
    defineRoute({
      path: '/api/v1/health-of-feed',
      id: 'healthOfFeed',
      summary: 'How well each market is seen, and how long ago something came.',
      params: NONE,
      query: NONE,
      answer: FeedHealth,
      handle: async () => ({ feeds: [...hub.feeds()] }),
    }),
    ...signalRoutes(reader, known),
  ]
}

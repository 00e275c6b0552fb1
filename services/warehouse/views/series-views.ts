import { TABLES } from '../ddl/tables.ts'
import { type PublicView, renamed, tableView } from './public-view.ts'

const { series, observations, fundFlows } = TABLES

export const SERIES_VIEWS: readonly PublicView[] = [
  tableView({
    name: 'series_1d',
    comment:
      'Daily bars of indices, funds, futures and foreign shares, at the moment when they could be known. An index has no price limits and no share capital, so it stands here and not in bars_1d.',
    key: ['symbol', 'trade_date'],
    table: series,
    columns: [
      'trade_date',
      'symbol',
      'market',
      'open',
      'high',
      'low',
      'close',
      'volume',
      'amount',
      'adjustment',
      renamed(series, 'event_time', 'available_at'),
      'source',
    ],
  }),
  tableView({
    name: 'macro_observations',
    comment:
      'Releases of macro-economic series. A period that was released again has a row per release: at a moment t the latest with available_at <= t was known.',
    key: ['series', 'period', 'available_at'],
    table: observations,
    columns: [
      'series',
      'period',
      'value',
      'forecast',
      'unit',
      renamed(observations, 'event_time', 'available_at'),
      'release_known',
      'source',
    ],
  }),
  tableView({
    name: 'fund_flows',
    comment: 'Shares outstanding of funds after each session.',
    key: ['symbol', 'trade_date'],
    table: fundFlows,
    columns: [
      'trade_date',
      'symbol',
      'name',
      'shares',
      'nav',
      'close',
      'net_inflow',
      renamed(fundFlows, 'event_time', 'available_at'),
      'source',
    ],
  }),
]

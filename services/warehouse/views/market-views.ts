import { TABLES } from '../ddl/tables.ts'
import { type PublicView, renamed, tableView } from './public-view.ts'

const { bars1d, instruments, calendar, fundamentals } = TABLES

export const MARKET_VIEWS: readonly PublicView[] = [
  tableView({
    name: 'bars_1d',
    comment: 'Daily bars of every symbol, unadjusted.',
    key: ['trade_date', 'symbol'],
    table: bars1d,
    columns: [
      'trade_date',
      'symbol',
      'open',
      'high',
      'low',
      'close',
      'prev_close',
      'volume',
      'amount',
      'after_hours_volume',
      'after_hours_amount',
      'instrument',
      'name',
      renamed(bars1d, 'risk_status', 'status'),
      'no_limit',
      'flags',
      'source',
    ],
  }),
  tableView({
    name: 'instruments',
    comment: 'What is known of each instrument: codes, listing, dated risk status.',
    key: ['instrument'],
    table: instruments,
    rows: 'current',
    columns: [
      'instrument',
      'name',
      'board',
      'list_date',
      'delist_date',
      'industry',
      'aliases',
      'status_known_from',
      'status_history',
      'version',
      'available_at',
    ],
  }),
  tableView({
    name: 'calendar',
    comment: 'Sessions of the exchanges; SSE is valid for all three of the mainland.',
    key: ['exchange', 'trade_date'],
    table: calendar,
    rows: 'current',
    columns: ['exchange', 'trade_date', 'previous_session', 'version', 'available_at'],
  }),
  tableView({
    name: 'share_capital',
    comment: 'Total share capital of each instrument, from a date on.',
    key: ['symbol', 'effective_date'],
    table: fundamentals,
    rows: 'current',
    columns: ['symbol', 'effective_date', 'total_shares', 'version', 'available_at'],
  }),
]

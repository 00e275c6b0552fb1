import { TABLES } from '../ddl/tables.ts'
import { MINUTE_CHOICE, MINUTE_COLUMN, minuteOf } from './minute-column.ts'
import { columnOf, type PublicView, tableView } from './public-view.ts'

const { bars1m, ticks } = TABLES

/** Minutes of a session, without the opening auction. */
const SESSION = 240

/**
 * Bars of several session minutes. Minutes are counted, not hours: noon does not end a bar before its time. The opening
 * auction is in the first bar, the closing auction in the last.
 */
function longerBars(minutes: number): PublicView {
  const slot = `least(${SESSION}, greatest(1, intDiv(minute_index + ${minutes - 1}, ${minutes})) * ${minutes})`
  return {
    name: `bars_${minutes}m`,
    comment: `Bars of ${minutes} session minutes, unadjusted: the opening auction is in the first, the closing auction in the last.`,
    key: ['trade_date', 'symbol', 'minute_index'],
    columns: [
      columnOf(bars1m, 'trade_date'),
      columnOf(bars1m, 'symbol'),
      { ...MINUTE_COLUMN, comment: 'End of the bar.' },
      { ...columnOf(bars1m, 'minute_index'), comment: `Last session minute of the bar, ${minutes} to 240.` },
      { ...columnOf(bars1m, 'open'), comment: 'First price of the bar, CNY.' },
      { ...columnOf(bars1m, 'high'), comment: 'Highest price of the bar, CNY.' },
      { ...columnOf(bars1m, 'low'), comment: 'Lowest price of the bar, CNY.' },
      { ...columnOf(bars1m, 'close'), comment: 'Last price of the bar, CNY.' },
      { ...columnOf(bars1m, 'volume'), comment: 'Shares traded in the bar.' },
      {
        ...columnOf(bars1m, 'amount'),
        comment: 'Yuan traded in the bar; NULL where it is not known of every minute.',
      },
    ],
    query: (selection) =>
      [
        `SELECT dataset, trade_date, symbol, ${minuteOf('slot')} AS minute, toUInt32(slot) AS minute_index,`,
        '  argMin(first_price, number) AS open, max(highest) AS high, min(lowest) AS low,',
        '  argMax(last_price, number) AS close, sum(shares) AS volume,',
        "  if(count() = count(yuan), CAST(sum(yuan), 'Nullable(Decimal(20, 2))'), NULL) AS amount",
        `FROM (SELECT dataset, trade_date, symbol, ${slot} AS slot, minute_index AS number, open AS first_price,`,
        '    high AS highest, low AS lowest, close AS last_price, volume AS shares, amount AS yuan',
        `  FROM ${selection.active(bars1m)})`,
        'GROUP BY dataset, trade_date, symbol, slot',
      ].join('\n'),
  }
}

export const BAR_VIEWS: readonly PublicView[] = [
  tableView({
    name: 'ticks',
    comment: 'Snapshots of the order book as they came, where they are stored (PULSE_STORE_TICKS=1).',
    key: ['symbol', 'event_time', 'volume', 'sequence', 'last', 'bid_volumes', 'ask_volumes'],
    table: ticks,
    columns: [
      'trade_date',
      'symbol',
      'event_time',
      'last',
      'volume',
      'amount',
      'open',
      'high',
      'low',
      'prev_close',
      'bid_prices',
      'bid_volumes',
      'ask_prices',
      'ask_volumes',
      'depth',
      'status',
      'limit_up',
      'limit_down',
      'sequence',
      'received_at',
      'late',
      'source',
      'instrument',
    ],
  }),
  tableView({
    name: 'bars_1m',
    comment: 'Minute bars built from snapshots, unadjusted. Minutes without a trade have no row.',
    key: ['trade_date', 'symbol', 'minute_index'],
    table: bars1m,
    columns: [
      'trade_date',
      'symbol',
      MINUTE_CHOICE,
      'minute_index',
      'open',
      'high',
      'low',
      'close',
      'volume',
      'amount',
      'source',
      'instrument',
    ],
  }),
  ...[5, 15, 60].map(longerBars),
]

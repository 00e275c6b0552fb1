import { literal } from '../../ddl/dialect.ts'
import { TABLES } from '../../ddl/tables.ts'
import { type ColumnChoice, columnOf, type PublicView, renamed, tableView } from '../public-view.ts'
import { PORTFOLIO_VIEWS } from './portfolio-views.ts'
import { SIGNAL_FAMILIES, type SignalFamily } from './signal-families.ts'

/** Every family stands in one table, whichever topic its rows came from. */
const signals = TABLES.volatility
const AVAILABLE_AT = renamed(signals, 'event_time', 'available_at')

/** A family's view: the figures of its signals under names of their own. NULL where a row has none. */
function familyView({
  view,
  comment,
  signals: names,
  value,
  figures,
  texts = {},
  ranked,
}: SignalFamily): PublicView {
  const several = names.length > 1
  const choices: ColumnChoice[] = [
    'trade_date',
    ...(several ? ['signal'] : []),
    'subject',
    { ...columnOf(signals, 'value'), name: value.name, comment: value.comment, expression: 'value' },
    'state',
    ...(ranked === true ? ['rank'] : []),
    ...Object.entries(figures).map(([component, text]) => mapMember('components', component, text)),
    ...Object.entries(texts).map(([note, text]) => mapMember('notes', note, text)),
    AVAILABLE_AT,
  ]
  return tableView({
    name: view,
    comment,
    key: [...(several ? ['signal'] : []), 'subject', 'trade_date'],
    table: signals,
    columns: choices,
    // A lone text behind IN would be taken for a table of that name.
    where: names.map((name) => `signal = ${literal(name)}`).join(' OR '),
  })
}

/** Members whose names no column can have. */
const RESERVED: Readonly<Record<string, string>> = { index: 'index_value' }

/** A member of a map as a column; the map itself would answer 0 or nothing where there is none. */
function mapMember(map: 'components' | 'notes', member: string, comment: string): ColumnChoice {
  const key = literal(member)
  return {
    name: RESERVED[member] ?? member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    type: map === 'components' ? 'Nullable(Float64)' : 'Nullable(String)',
    comment,
    expression: `if(mapContains(${map}, ${key}), ${map}[${key}], NULL)`,
  }
}

export const SIGNAL_VIEWS: readonly PublicView[] = [
  tableView({
    name: 'signal_daily',
    comment: 'Every signal of every family: what it says of a subject on a date, and when that was known.',
    key: ['signal', 'subject', 'trade_date'],
    table: signals,
    columns: [
      'trade_date',
      'signal',
      'subject',
      'value',
      'state',
      'rank',
      'components',
      AVAILABLE_AT,
      'notes',
    ],
  }),
  ...SIGNAL_FAMILIES.map(familyView),
  ...PORTFOLIO_VIEWS,
]

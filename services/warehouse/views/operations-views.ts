import { TABLES } from '../ddl/tables.ts'
import { ACTIVE_EPOCHS } from './names.ts'
import { columnOf, type PublicView, tableView } from './public-view.ts'

const { datasets, lateEvents, deadLetters } = TABLES

const LETTER_COLUMNS = [
  'id',
  'epoch',
  'trade_date',
  'symbol',
  'code',
  'reason',
  'source',
  'position',
  'reader',
  'length',
  'raw',
] as const

/**
 * The one view without a sibling: the epoch that each data set shows. Of the epochs marked active the one
 * with the highest version counts, so a single record switches everything at once.
 */
export const ACTIVE_EPOCHS_VIEW = {
  name: ACTIVE_EPOCHS,
  comment: 'The epoch that the views show, per data set.',
  columns: (['dataset', 'epoch', 'version'] as const).map((name) => columnOf(datasets, name)),
  query: [
    'SELECT dataset, argMax(epoch, t.version) AS epoch, max(t.version) AS version',
    `FROM ${datasets.name} AS t FINAL WHERE active GROUP BY dataset`,
  ].join(' '),
} as const

export const OPERATIONS_VIEWS: readonly PublicView[] = [
  tableView({
    name: 'late_events',
    comment: 'Events that arrived after their session was closed; the next rebuild takes them in.',
    key: ['topic', 'key', 'event_time', 'content'],
    table: lateEvents,
    columns: ['trade_date', 'topic', 'key', 'event_time', 'reason', 'content'],
  }),
  {
    name: 'dead_letters',
    comment:
      'Records that could not be taken or processed, of every epoch, with the reason and where they came from.',
    key: ['id'],
    columns: [
      ...LETTER_COLUMNS.map((name) => columnOf(deadLetters, name)),
      {
        name: 'outcome',
        type: 'Nullable(String)',
        comment: 'What became of it when it was replayed; NULL while it is open.',
      },
    ],
    query: (selection) => {
      const letters = selection.current(deadLetters)
      return [
        `SELECT dataset, ${LETTER_COLUMNS.join(', ')}, nullIf(settled.outcome, '') AS outcome`,
        `FROM (SELECT * FROM ${letters} WHERE settles IS NULL) AS letters`,
        `LEFT JOIN (SELECT dataset, assumeNotNull(settles) AS id, max(reason) AS outcome`,
        `FROM ${letters} WHERE settles IS NOT NULL GROUP BY dataset, settles) AS settled USING (dataset, id)`,
      ].join('\n')
    },
  },
]

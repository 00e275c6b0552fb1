import { TABLES } from '../ddl/tables.ts'
import { ACTIVE_EPOCHS } from './names.ts'
import { columnOf, type PublicView, tableView } from './public-view.ts'

const { datasets, lateEvents, deadLetters } = TABLES

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
  tableView({
    name: 'dead_letters',
    comment:
      'Records that could not be taken or processed, of every epoch, with the reason and where they came from.',
    key: ['id'],
    table: deadLetters,
    rows: 'current',
    columns: ['id', 'epoch', 'trade_date', 'symbol', 'code', 'reason', 'source', 'position', 'raw'],
  }),
]

import { addColumns } from './add-columns.ts'
import { createTable } from './create-table.ts'
import type { Dialect } from './dialect.ts'
import { IDENTITY_TABLE } from './identity-table.ts'
import { MARKERS_TABLE } from './markers-table.ts'
import { STORED_TABLES, TABLES, type TableSpec } from './tables.ts'

/**
 * One step of the stored tables' history, applied once per warehouse and recorded there. A step that
 * stopped half-way is run again from its beginning, so every statement must bear repetition.
 *
 * To change a table, change its Avro schema or its specification and append a step that brings an
 * existing warehouse to the same columns (`ALTER TABLE ... ADD COLUMN IF NOT EXISTS`). Views are no steps:
 * they are created anew whenever their text changes.
 */
export interface Migration {
  /** Rises by one; never reused. */
  readonly number: number
  readonly name: string
  statements(dialect: Dialect): readonly string[]
}

/** Tables that came with ticks. */
const SESSION_TABLES: readonly TableSpec[] = [
  TABLES.ticks,
  TABLES.bars1m,
  TABLES.limitChanges,
  TABLES.boards,
  TABLES.minutes,
  TABLES.groups,
]

/** Tables that came with series and signals. */
const SIGNAL_TABLES: readonly TableSpec[] = [
  TABLES.series,
  TABLES.observations,
  TABLES.fundFlows,
  TABLES.crowding,
  TABLES.targets,
  TABLES.portfolios,
  TABLES.weights,
  TABLES.portfolioStats,
]

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'tables',
    statements: (dialect) => [
      ...STORED_TABLES.map((table) => createTable(table, dialect)),
      MARKERS_TABLE.create(dialect),
    ],
  },
  {
    number: 2,
    name: 'identity',
    statements: (dialect) => [IDENTITY_TABLE.create(dialect)],
  },
  {
    number: 3,
    name: 'session',
    statements: (dialect) => [
      addColumns(TABLES.bars1d, ['limit_up', 'limit_down'], dialect),
      addColumns(TABLES.limitState, ['boards_in_window', 'window_days'], dialect),
      addColumns(TABLES.instruments, ['concepts'], dialect),
      ...SESSION_TABLES.map((table) => createTable(table, dialect)),
    ],
  },
  {
    number: 4,
    name: 'signals',
    statements: (dialect) => [
      addColumns(TABLES.instruments, ['share_capital'], dialect),
      ...SIGNAL_TABLES.map((table) => createTable(table, dialect)),
    ],
  },
  {
    number: 5,
    name: 'dead-letters',
    statements: (dialect) => [addColumns(TABLES.deadLetters, ['length', 'reader', 'settles'], dialect)],
  },
]

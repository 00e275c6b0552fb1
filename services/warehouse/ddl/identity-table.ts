import type { Dialect } from './dialect.ts'

/**
 * Who the warehouse is, and which logs it was filled from, the latest with the highest number. So a sink
 * knows its own positions in a log, and a log learns that another one has written here.
 */
export const IDENTITY_TABLE = {
  name: 't_identity',
  create: (dialect: Dialect): string =>
    [
      `CREATE TABLE IF NOT EXISTS t_identity${dialect.onCluster} (`,
      `  kind String COMMENT 'warehouse: its own identity. log: a log that it is filled from.',`,
      `  number UInt32 COMMENT 'Order in which logs took over; 0 for the warehouse itself.',`,
      `  id String COMMENT 'The identity.'`,
      `) ENGINE = ${dialect.engine('ReplacingMergeTree')}`,
      'ORDER BY (kind, number, id)',
      `COMMENT 'Identity of the warehouse and of the logs that it was filled from.'`,
    ].join('\n'),
} as const

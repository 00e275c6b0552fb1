import type { Dialect } from './dialect.ts'

/**
 * Markers that have landed: of a run's marker, one row per topic, partition and writer's task, written when
 * everything before it is stored and the position behind it committed. Whoever waits for a run reads it
 * here, so it does not matter which process sank which partition. Rows are dropped after a month.
 */
export const MARKERS_TABLE = {
  name: 't_landed_markers',
  create: (dialect: Dialect): string =>
    [
      `CREATE TABLE IF NOT EXISTS t_landed_markers${dialect.onCluster} (`,
      `  marker String COMMENT 'Identity of the run that wrote the marker.',`,
      `  topic String COMMENT 'Topic that it was read from.',`,
      `  partition UInt32 COMMENT 'Partition that it was read from.',`,
      `  source String COMMENT 'Writer: an ingest source or a processor.',`,
      `  task UInt32 COMMENT 'Task of the writer.',`,
      `  tasks UInt32 COMMENT 'How many tasks the writer has.',`,
      `  landed_at DateTime DEFAULT now() COMMENT 'When the row was written.'`,
      `) ENGINE = ${dialect.engine('ReplacingMergeTree')}`,
      'ORDER BY (marker, topic, partition, source, task)',
      'TTL landed_at + INTERVAL 1 MONTH',
      `COMMENT 'Markers of runs that have landed, for whoever waits for a run.'`,
    ].join('\n'),
} as const

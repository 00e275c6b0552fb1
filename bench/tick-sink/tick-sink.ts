import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { TABLES } from '../../services/warehouse/ddl/tables.ts'
import type { Bench } from '../bench.ts'
import { reportOf } from '../child-process.ts'
import { processRecorded } from '../recorded.ts'
import { compareSink } from '../sink/compare-sink.ts'
import type { StageReport } from '../tick-day/child.ts'

const PUBLISH = new URL('../tick-day/child.ts', import.meta.url)
/** About 390,000 snapshots of 81 shares. */
const PART = '0.015'

/** Snapshots from the log into their table. */
export const tickSink: Bench = {
  name: 'tick-sink',
  title:
    'storing snapshots vs client.insert JSONEachRow of the same rows, same engine (aim: 1.5 times as fast)',
  async run() {
    const home = temporaryHome()
    try {
      const { marker } = await reportOf<StageReport>(PUBLISH, 'publish', home, PART)
      await processRecorded(readConfig({ PULSE_HOME: home }), marker)
      return await compareSink({ home, table: TABLES.ticks, marker, rows: 'snapshots of a simulated day' })
    } finally {
      await removeHome(home)
    }
  },
}

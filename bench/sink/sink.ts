import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { TABLES } from '../../services/warehouse/ddl/tables.ts'
import type { Bench } from '../bench.ts'
import { SAMPLE } from '../data.ts'
import { processRecorded, record } from '../recorded.ts'
import { compareSink } from './compare-sink.ts'

/** Daily bars from the log into their table. */
export const sink: Bench = {
  name: 'sink',
  title: 'sink vs client.insert JSONEachRow of the same rows, same engine (aim: 1.0 times as fast or better)',
  async run() {
    const home = temporaryHome()
    try {
      const config = readConfig({ PULSE_HOME: home })
      const { marker } = await record(config, SAMPLE.files)
      await processRecorded(config, marker)
      return await compareSink({ home, table: TABLES.bars1d, marker, rows: `bars of the ${SAMPLE.title}` })
    } finally {
      await removeHome(home)
    }
  },
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWarehouse, type WarehouseConnection } from '../../../runtime/clickhouse/connect.ts'

/** The real embedded engine on an empty folder of its own. */
export interface TestWarehouse {
  readonly warehouse: WarehouseConnection
  readonly home: string
  close(): Promise<void>
}

export async function openTestWarehouse(): Promise<TestWarehouse> {
  const home = await mkdtemp(join(tmpdir(), 'pulse-warehouse-'))
  const warehouse = await openWarehouse({ home })
  return {
    warehouse,
    home,
    async close() {
      await warehouse.close()
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

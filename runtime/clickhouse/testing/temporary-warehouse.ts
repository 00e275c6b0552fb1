import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWarehouse, type WarehouseConnection } from '../connect.ts'
import { stopEngine } from '../embedded/launch.ts'

/** An empty data folder for a test. */
export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'pulse-home-'))
}

/** Ends the engine of a test's data folder and removes the folder. */
export async function removeHome(home: string): Promise<void> {
  await stopEngine(home)
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

export interface TemporaryWarehouse {
  readonly home: string
  readonly warehouse: WarehouseConnection
  remove(): Promise<void>
}

/** A real engine on an empty data folder. */
export async function temporaryWarehouse(): Promise<TemporaryWarehouse> {
  const home = temporaryHome()
  const warehouse = await openWarehouse({ home, engineIdleSeconds: 5 })
  return {
    home,
    warehouse,
    async remove() {
      await warehouse.close()
      await removeHome(home)
    },
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LogError } from '../../errors.ts'

/** Where a restore puts together what it restores; gone when it is complete. */
export const restoringFolder = (home: string): string => join(home, 'restoring')

/** @throws LogError `unavailable` where a restore has not ended */
export function refuseUnfinishedRestore(home: string): void {
  if (!existsSync(restoringFolder(home))) return
  throw new LogError(
    'unavailable',
    `A restore into ${home} has not ended. Wait for it; if it was interrupted, give "pulse restore" again.`,
  )
}

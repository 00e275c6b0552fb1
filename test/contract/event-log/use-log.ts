import { afterEach, beforeEach } from 'vitest'
import type { EventLog } from '../../../runtime/log/port.ts'
import type { ContractLog, OpenContractLog } from './driver.ts'

/** A fresh log for each case of the surrounding block, disposed of afterwards. */
export function useLog(open: OpenContractLog): {
  readonly log: () => EventLog
  readonly reopen: () => Promise<EventLog>
  readonly another: () => Promise<EventLog>
} {
  let current: ContractLog
  let log: EventLog
  beforeEach(async () => {
    current = await open()
    log = current.log
  })
  afterEach(() => current.dispose())
  return {
    log: () => log,
    reopen: async () => {
      log = await current.reopen()
      return log
    },
    another: () => current.another(),
  }
}

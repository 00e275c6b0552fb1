import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ContractLog, eventLogContract } from '../../../test/contract/event-log.contract.ts'
import { openEmbeddedLog } from './embedded-log.ts'

async function openContractLog(): Promise<ContractLog> {
  const home = await mkdtemp(join(tmpdir(), 'pulse-log-'))
  // Small segments: every case of some size crosses their borders.
  const open = () => openEmbeddedLog({ home, segmentBytes: 64 * 1024 })
  let log = await open()
  return {
    log,
    reopen: async () => {
      await log.close()
      log = await open()
      return log
    },
    another: async () => log,
    dispose: async () => {
      await log.close()
      await rm(home, { recursive: true })
    },
  }
}

eventLogContract('embedded', openContractLog, {
  members: 'takeOver',
  slowHandlerMs: 300,
  settleMs: 10_000,
  timeoutMs: 60_000,
})

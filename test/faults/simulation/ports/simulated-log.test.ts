import { type ContractLog, eventLogContract } from '../../../contract/event-log.contract.ts'
import { Broker } from './broker.ts'
import { openGate } from './gate.ts'
import { SimulatedLog } from './simulated-log.ts'

async function openContractLog(): Promise<ContractLog> {
  const broker = new Broker()
  const opened: SimulatedLog[] = []
  const open = (): SimulatedLog => {
    const log = new SimulatedLog(broker, openGate(`process ${opened.length}`))
    opened.push(log)
    return log
  }
  return {
    log: open(),
    another: async () => open(),
    async reopen() {
      await opened[0]!.close()
      return open()
    },
    async dispose() {
      await Promise.all(opened.map((log) => log.close()))
    },
  }
}

eventLogContract('simulated', openContractLog, {
  members: 'share',
  slowHandlerMs: 300,
  settleMs: 10_000,
  timeoutMs: 60_000,
})

import { openKafkaLog } from '../../runtime/log/kafka/kafka-log.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { eventLogContract } from './event-log.contract.ts'

const SESSION_TIMEOUT_MS = 6_000

/** The contract of the event log, on a broker that is up. */
export function kafkaLogContract(brokers: string): void {
  const connect = (): Promise<EventLog> =>
    openKafkaLog({ brokers: brokers.split(','), sessionTimeoutMs: SESSION_TIMEOUT_MS })

  eventLogContract(
    'kafka',
    async () => {
      const opened = [await connect()]
      const another = async (): Promise<EventLog> => {
        const log = await connect()
        opened.push(log)
        return log
      }
      return {
        log: opened[0]!,
        another,
        async reopen() {
          await opened[0]!.close()
          return another()
        },
        async dispose() {
          await Promise.all(opened.map((log) => log.close()))
        },
      }
    },
    { members: 'share', slowHandlerMs: SESSION_TIMEOUT_MS + 2_000, settleMs: 30_000, timeoutMs: 90_000 },
  )
}

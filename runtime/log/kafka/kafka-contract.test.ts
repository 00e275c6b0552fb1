import { describe } from 'vitest'
import { eventLogContract } from '../../../test/contract/event-log.contract.ts'
import { kafkaForTests } from '../../../test/support/kafka.ts'
import type { EventLog } from '../port.ts'
import { openKafkaLog } from './kafka-log.ts'

const kafka = await kafkaForTests()
const SESSION_TIMEOUT_MS = 6_000

describe.skipIf(kafka === undefined)('Kafka', () => {
  const connect = (): Promise<EventLog> =>
    openKafkaLog({ brokers: kafka!.brokers.split(','), sessionTimeoutMs: SESSION_TIMEOUT_MS })

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
})

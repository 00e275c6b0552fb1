import { Kafka, logLevel } from 'kafkajs'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'

export function kafkaOf({ kafka: settings }: PulseConfig): Kafka {
  const { brokers, ssl, sasl } = settings!
  return new Kafka({
    clientId: 'ashare-pulse-bench',
    brokers: [...brokers],
    ssl,
    logLevel: logLevel.NOTHING,
    ...(sasl === undefined ? {} : { sasl: sasl as never }),
  })
}

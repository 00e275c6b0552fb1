import { describe, inject } from 'vitest'
import { kafkaLogContract } from '../contract/kafka-log.contract.ts'

const servers = inject('servers')

describe.skipIf(servers === null)('Kafka in a container', () => kafkaLogContract(servers?.brokers ?? ''))

import { describe } from 'vitest'
import { kafkaLogContract } from '../../../test/contract/kafka-log.contract.ts'
import { kafkaForTests } from '../../../test/support/kafka.ts'

const kafka = await kafkaForTests()

describe.skipIf(kafka === undefined)('Kafka', () => kafkaLogContract(kafka?.brokers ?? ''))

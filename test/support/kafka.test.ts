import { expect, it } from 'vitest'
import { kafkaForTests } from './kafka.ts'

const set = { KAFKA_BROKERS: '127.0.0.1:9092', SCHEMA_REGISTRY_URL: 'http://127.0.0.1:8081' }

it('takes broker and registry from the environment', async () => {
  const kafka = { brokers: set.KAFKA_BROKERS, registryUrl: set.SCHEMA_REGISTRY_URL }
  expect(await kafkaForTests(set)).toEqual(kafka)
  expect(await kafkaForTests({ ...set, PULSE_REQUIRE_KAFKA: '1' })).toEqual(kafka)
})

it('gives nothing, and says so in one line, when one of them is missing', async () => {
  const lines: string[] = []
  expect(
    await kafkaForTests({ KAFKA_BROKERS: set.KAFKA_BROKERS }, (line) => lines.push(line)),
  ).toBeUndefined()
  expect(lines).toHaveLength(1)
})

it('fails instead when they are required', async () => {
  await expect(kafkaForTests({ PULSE_REQUIRE_KAFKA: '1' })).rejects.toThrow('PULSE_REQUIRE_KAFKA=1')
})

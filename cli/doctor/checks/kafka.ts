import { kafkaObstacle } from '../../reach/kafka-obstacle.ts'
import { reachKafka } from '../../reach/reach-kafka.ts'
import { reachRegistry, registryObstacle } from '../../reach/reach-registry.ts'
import { type Check, ok, problem } from '../finding.ts'

/** Whether Kafka lets us in, and names its brokers so that we find them. */
export const kafkaCheck: Check = async ({ kafka }) => {
  if (kafka === undefined) return ok('embedded log (KAFKA_BROKERS is not set)')
  try {
    await reachKafka(kafka)
    return ok(`Kafka at ${kafka.brokers.join(',')}`)
  } catch (error) {
    return problem(
      `Kafka: ${kafkaObstacle(error, kafka).reason}`,
      'Check KAFKA_BROKERS, KAFKA_SSL* and KAFKA_SASL_*; "pulse infra up --local" starts a broker here.',
    )
  }
}

/** Whether the registry is one, and lets us in. */
export const registryCheck: Check = async ({ kafka }) => {
  if (kafka === undefined) return []
  try {
    await reachRegistry(kafka.registry)
    return ok(`schema registry at ${kafka.registry.url}`)
  } catch (error) {
    return problem(
      `schema registry: ${registryObstacle(error, kafka.registry).reason}`,
      'Check SCHEMA_REGISTRY_URL, with its path: ".../apis/ccompat/v7" for Apicurio.',
    )
  }
}

export type KafkaForTests = {
  readonly brokers: string
  readonly registryUrl: string
}

/**
 * The broker and registry that tests may use, from `KAFKA_BROKERS` and `SCHEMA_REGISTRY_URL`.
 * `undefined` when they are not set: then `describe.skipIf(!kafka)`, and one line says so. With
 * `PULSE_REQUIRE_KAFKA=1`, as in CI, their absence is an error instead of a skip.
 */
export async function kafkaForTests(
  env: NodeJS.ProcessEnv = process.env,
  notice: (line: string) => void = console.log,
): Promise<KafkaForTests | undefined> {
  const { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registryUrl } = env
  if (brokers && registryUrl) return { brokers, registryUrl }
  const advice = 'start them with `pulse infra up --local` and export the two lines it prints'
  if (env.PULSE_REQUIRE_KAFKA === '1') {
    throw new Error(`PULSE_REQUIRE_KAFKA=1, but KAFKA_BROKERS or SCHEMA_REGISTRY_URL is not set: ${advice}.`)
  }
  notice(`Kafka tests skipped: KAFKA_BROKERS and SCHEMA_REGISTRY_URL are not set (${advice}).`)
  return undefined
}

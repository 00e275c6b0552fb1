import type { KafkaConfig } from '../../runtime/config/pulse-config.ts'
import { LogError } from '../../runtime/errors.ts'
import { causes, rootMessage } from './causes.ts'
import { networkObstacle } from './network-obstacle.ts'
import type { Obstacle } from './wait-for.ts'

/** Why Kafka could not be reached, and whether waiting helps. */
export function kafkaObstacle(error: unknown, { brokers }: KafkaConfig): Obstacle {
  const faults = causes(error)
  const named = brokers.join(',')
  if (faults.some(({ name }) => name === 'KafkaJSSASLAuthenticationError'))
    return {
      reason: `Kafka at ${named} refuses our user: check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.`,
      passes: false,
    }
  if (faults.some(({ type }) => type === 'ILLEGAL_SASL_STATE' || type === 'UNSUPPORTED_SASL_MECHANISM'))
    return {
      reason: `the listener of Kafka at ${named} does not take this kind of sign-in: check KAFKA_SASL_MECHANISM, or leave KAFKA_SASL_* out where Kafka asks nobody.`,
      passes: false,
    }
  if (faults.some(({ type }) => /AUTHORIZATION_FAILED/.test(type ?? '')))
    return {
      reason:
        'this user may not look at its topics, or not create those that are missing: create them, or grant it (docs/operations.md#kafka).',
      passes: true,
    }
  const elsewhere = advertised(faults, brokers)
  if (elsewhere !== undefined)
    return {
      reason: `Kafka at ${named} answers, but names its brokers ${elsewhere}, which cannot be reached from here: correct advertised.listeners of the broker.`,
      passes: true,
    }
  if (error instanceof LogError && error.code !== 'unavailable')
    return { reason: error.message, passes: false }
  return (
    networkObstacle(error, named, 'KAFKA_BROKERS') ?? {
      reason: `${named}: ${rootMessage(error)}`,
      passes: true,
    }
  )
}

/** A broker that was tried and is not one that we were told: the cluster's own word for where it is. */
function advertised(faults: ReturnType<typeof causes>, brokers: readonly string[]): string | undefined {
  for (const fault of faults) {
    const { broker } = fault as { readonly broker?: unknown }
    const { host, port } = fault as { readonly host?: string; readonly port?: number }
    const text = typeof broker === 'string' ? broker : host === undefined ? undefined : `${host}:${port}`
    if (text !== undefined && /^[^\s:]+:\d+$/.test(text) && !brokers.includes(text)) return text
  }
  return undefined
}

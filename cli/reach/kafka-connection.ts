import type { SASLOptions } from 'kafkajs'
import type { KafkaConfig, TlsConfig } from '../../runtime/config/pulse-config.ts'

/** Where the brokers are and how to sign in, as kafkajs takes it. */
export interface KafkaConnection {
  readonly brokers: string[]
  readonly ssl: boolean | TlsConfig
  readonly sasl?: SASLOptions
}

export const kafkaConnection = ({
  brokers,
  ssl,
  sasl,
}: Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'>): KafkaConnection => ({
  brokers: [...brokers],
  ssl,
  // kafkajs types each mechanism apart; all three take a name and a password.
  ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
})

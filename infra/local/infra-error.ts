import { PulseError } from '../../runtime/errors.ts'

export type InfraErrorCode =
  | 'unsupportedPlatform' // the launcher needs a POSIX shell and signals
  | 'javaMissing'
  | 'javaTooOld'
  | 'mavenMissing'
  | 'kafkaHomeInvalid' // KAFKA_HOME is set but holds no Kafka 4.x
  | 'downloadFailed'
  | 'checksumMismatch'
  | 'portTaken'
  | 'alreadyRunning' // this home already has a running broker
  | 'startFailed' // the message carries the tail of the log
  | 'composeMissing' // Docker or its compose plugin is not installed
  | 'composeFailed'

/** What can go wrong when infrastructure is brought up or down on this machine. */
export class InfraError extends PulseError<InfraErrorCode> {}

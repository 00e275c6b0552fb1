/**
 * One error type per boundary, each with a closed list of codes. A message says what was wrong,
 * where, and what to do.
 */
export abstract class PulseError<Code extends string> extends Error {
  readonly code: Code

  constructor(code: Code, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

export type LogErrorCode =
  | 'fenced' // another owner took the task
  | 'aborted' // nothing of the commit was written; open the task again
  | 'unavailable' // broker or disk out of reach; try again
  | 'locked' // another process writes this PULSE_HOME
  | 'corrupt' // stored data fail their checksum
  | 'topicMismatch' // a topic exists with another partition count
  | 'recordTooLarge'
  | 'closed'

export class LogError extends PulseError<LogErrorCode> {}

export type CodecErrorCode =
  | 'wrongMagic' // not Confluent wire format
  | 'unknownSchema' // the registry does not know the id
  | 'undecodable' // the body does not fit the schema
  | 'unencodable' // a value does not fit its schema
  | 'incompatible' // registration refused
  | 'registryUnavailable'

export class CodecError extends PulseError<CodecErrorCode> {}

export type WarehouseErrorCode =
  | 'unsupportedPlatform'
  | 'engineStart'
  | 'engineLost'
  | 'unavailable'
  | 'refused'
  | 'unencodable' // a value does not fit its column
  | 'migration'

export class WarehouseError extends PulseError<WarehouseErrorCode> {}

export type ConfigErrorCode = 'invalid' | 'missing'

export class ConfigError extends PulseError<ConfigErrorCode> {}

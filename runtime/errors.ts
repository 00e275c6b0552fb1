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
  | 'impossible' // well-formed, but no such record can be true
  | 'incompatible' // registration refused, or written in a newer schema that this program cannot read
  | 'registryUnavailable'

export class CodecError extends PulseError<CodecErrorCode> {}

export type RecordErrorCode =
  | 'noValue' // null where a record is expected
  | 'wrongPartition' // its key belongs elsewhere
  | 'foreignControl' // control record of somebody who does not write the topic

/** A record that stands where it cannot be taken, whatever its value says. */
export class RecordError extends PulseError<RecordErrorCode> {}

export type ProcessorErrorCode = 'boundaryFailed' // a session's beginning or end, or the passing of time, cannot be processed

export class ProcessorError extends PulseError<ProcessorErrorCode> {}

export type WarehouseErrorCode =
  | 'unsupportedPlatform'
  | 'engineStart'
  | 'engineLost'
  | 'unavailable'
  | 'denied' // credentials or rights: an operator has to act
  | 'unacceptable' // the content of a row, not the statement or the server
  | 'refused'
  | 'unencodable' // a value does not fit its column
  | 'migration'

export class WarehouseError extends PulseError<WarehouseErrorCode> {}

export type ConfigErrorCode = 'invalid' | 'missing'

export class ConfigError extends PulseError<ConfigErrorCode> {}

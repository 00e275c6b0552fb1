import { type DestinationStream, destination, pino } from 'pino'
import type { LogLevel } from '../config/pulse-config.ts'
import { Redaction } from './redaction.ts'
import { textLines } from './text-lines.ts'

/** What a line is about: names and numbers, never what a record says. */
export type LogFields = Readonly<Record<string, unknown>>

type Level = Exclude<LogLevel, 'silent'>

/** Writes lines, each with what the loggers above it know. */
export type Logger = {
  readonly [Name in Level]: (message: string, fields?: LogFields) => void
} & {
  /** A logger of a part: its lines carry these fields, too. */
  child(fields: LogFields): Logger
}

export interface LoggerOptions {
  readonly level: LogLevel
  readonly format: 'text' | 'json'
  /** Values that must never be written. */
  readonly secrets?: readonly string[]
  /** In every line. */
  readonly fields?: LogFields
  /** Where lines go; default: standard error. */
  readonly stream?: DestinationStream
  /** Told of every line that is written. */
  readonly onLine?: (level: Level) => void
}

const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const STANDARD_ERROR = 2

/** The logger of a process. Lines are written before the call returns: there are few, and a crash must not lose one. */
export function createLogger(options: LoggerOptions): Logger {
  const { level, format, secrets = [], fields = {}, onLine = () => undefined } = options
  const stream = options.stream ?? destination({ fd: STANDARD_ERROR, sync: true })
  const redaction = new Redaction(secrets)
  const root = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    format === 'json' ? stream : textLines(stream),
  )
  const wrap = (inner: typeof root): Logger => {
    const write =
      (name: Level) =>
      (message: string, more: LogFields = {}): void => {
        if (!inner.isLevelEnabled(name)) return
        onLine(name)
        inner[name](redaction.value(more) as object, redaction.text(message))
      }
    return {
      ...(Object.fromEntries(LEVELS.map((name) => [name, write(name)])) as Record<Level, Logger[Level]>),
      child: (known) => wrap(inner.child(redaction.value(known) as object)),
    }
  }
  const logger = wrap(root)
  return Object.keys(fields).length === 0 ? logger : logger.child(fields)
}

/** Drops everything. */
export const SILENT: Logger = createLogger({ level: 'silent', format: 'json' })

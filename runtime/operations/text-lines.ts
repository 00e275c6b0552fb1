import type { DestinationStream } from 'pino'

/** Fields that every line has, or that say nothing to somebody who reads along. */
const LEFT_OUT = new Set(['level', 'time', 'msg', 'service', 'version', 'pid', 'host'])

/** Lines for people: the message as it is; what is no plain information begins with its level and ends with its fields. */
export function textLines(stream: DestinationStream): DestinationStream {
  return {
    write(line) {
      const { level, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>
      if (level === 'info') stream.write(`${msg}\n`)
      else stream.write(`${String(level)}: ${msg}${fieldsText(fields)}\n`)
    },
  }
}

function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(fields).filter(([name]) => !LEFT_OUT.has(name))
  if (shown.length === 0) return ''
  return ` (${shown.map(([name, value]) => `${name} ${fieldText(value)}`).join(', ')})`
}

function fieldText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { message } = value as { readonly message?: unknown }
  return typeof message === 'string' ? message : JSON.stringify(value)
}

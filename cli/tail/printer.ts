import type { RecordField } from './record-field.ts'
import type { TailEvent } from './tail-event.ts'

export type TailFormat = 'table' | 'json' | 'csv'

/** Turns events into the text that is written for them, lines complete. */
export type Printer = (events: readonly TailEvent[]) => string

/** One JSON object per line: the record as it is; a control record inside `{"control": ...}`. Bytes are base64. */
export const jsonPrinter: Printer = (events) =>
  events
    .map(({ kind, value }) => `${JSON.stringify(kind === 'control' ? { control: value } : value, base64)}\n`)
    .join('')

/** A header, then records as they are; what is nested is JSON, unknown is empty. Control records have no row. */
export function csvPrinter(fields: readonly RecordField[]): Printer {
  let header = `${fields.map(({ name }) => name).join(',')}\n`
  return (events) => {
    const rows = events.flatMap(({ kind, value }) =>
      kind === 'control'
        ? []
        : `${fields.map(({ name }) => csvCell((value as Record<string, unknown>)[name])).join(',')}\n`,
    )
    const text = header + rows.join('')
    header = ''
    return text
  }
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = Buffer.isBuffer(value)
    ? value.toString('base64')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Buffers have a `toJSON` of their own, which runs first. */
function base64(_key: string, value: unknown): unknown {
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: unknown }
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]).toString('base64') : value
}

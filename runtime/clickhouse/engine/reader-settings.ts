import { databaseError } from './database-error.ts'

/**
 * What one statement of a reader may take at most, and takes where nothing else is asked for. The same figures hold
 * for readers of a server: infra/clickhouse/users.d.
 */
export const READER_LIMITS = {
  /** Seconds. */
  max_execution_time: 300,
  /** Bytes, of the statement and of all statements of its user. */
  max_memory_usage: 4_000_000_000,
  max_rows_to_read: 10_000_000_000,
  max_result_rows: 20_000_000,
  max_result_bytes: 8_000_000_000,
  max_threads: 16,
} as const satisfies Readonly<Record<string, number>>

/** The longest text of a reader's statement, in bytes. */
export const READER_QUERY_BYTES = 262_144

/** Forms of the result and what changes nothing but the reader's own result. Every other setting is refused. */
const ALLOWED = [
  /^output_format_(?!schema$)\w+$/,
  /^format_(?!schema|template|avro_schema|regexp)\w+$/,
  /^date_time_(in|out)put_format$/,
  /^max_block_size$/,
  /^(timeout|result|read)_overflow_mode$/,
  /^(join_use_nulls|extremes|final|limit|offset|session_timezone|log_comment)$/,
  /^(enable_http_compression|http_zlib_compression_level|send_progress_in_http_headers)$/,
  /^http_headers_progress_interval_ms$/,
  // The JDBC driver sends it with every statement; it is about inserts, which a reader cannot make.
  /^(wait_for_)?async_insert$/,
]

/**
 * Settings of a reader's statement: what he asked for, within the limits, and the limits that he did not name.
 * @throws DatabaseError 164 for a setting that he may not choose, 452 for one beyond its limit; the codes of a server.
 */
export function readerSettings(given: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map<string, string>()
  for (const [name, limit] of Object.entries(READER_LIMITS)) settings.set(name, String(limit))
  for (const [name, value] of given) {
    if (name in READER_LIMITS) settings.set(name, withinLimit(name as keyof typeof READER_LIMITS, value))
    else if (ALLOWED.some((pattern) => pattern.test(name))) settings.set(name, value)
    else throw databaseError(164, 'READONLY', `Cannot modify '${name}' setting in readonly mode.`)
  }
  return settings
}

/** Zero stands for no limit. */
function withinLimit(name: keyof typeof READER_LIMITS, value: string): string {
  const limit = READER_LIMITS[name]
  if (value === '0' || value === '') return String(limit)
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0 && Number(value) <= limit) return value
  throw databaseError(
    452,
    'SETTING_CONSTRAINT_VIOLATION',
    `Setting ${name} must be a number from 1 to ${limit}, not ${value.slice(0, 40)}.`,
  )
}

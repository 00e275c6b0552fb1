/**
 * Settings that a read-only user may choose: limits, formatting and what changes only his own result.
 * Every other setting could reach beyond the statement.
 */
const ALLOWED = [
  /^(input|output)_format_\w+$/,
  /^format_\w+$/,
  /^date_time_(in|out)put_format$/,
  /^max_(execution_time|result_rows|result_bytes|rows_to_read|bytes_to_read|threads|block_size|memory_usage)$/,
  /^(timeout|result|read)_overflow_mode$/,
  /^(join_use_nulls|extremes|final|limit|offset|session_timezone|log_comment)$/,
  /^(enable_http_compression|http_zlib_compression_level|send_progress_in_http_headers)$/,
  /^http_headers_progress_interval_ms$/,
]

export function readerMaySet(name: string): boolean {
  return ALLOWED.some((pattern) => pattern.test(name))
}

type Cell = string | number | boolean | null | undefined | object

/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

/**
 * Rows as CSV (RFC 4180) with a line of names; null is an empty field, lists and objects are JSON. The names of
 * columns are those of the JSON answer. A byte-order mark makes spreadsheets read it as UTF-8.
 */
export function toCsv(names: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const lines = [names.join(',')]
  for (const row of rows) lines.push(names.map((name) => field(row[name] as Cell)).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function field(value: Cell): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A Markdown table. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** A fraction as per cent with one digit. */
export const percent = (fraction: number | undefined, digits = 1): string =>
  fraction === undefined || Number.isNaN(fraction) ? '' : `${(100 * fraction).toFixed(digits)}%`

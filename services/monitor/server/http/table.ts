import { toCsv } from './csv.ts'
import type { Table } from './route.ts'

/** A list as CSV. */
export const tableText = ({ names, rows }: Table): string => toCsv(names, rows)

/** Header that makes a browser save a list under a name that says what was asked for. */
export function attachment(id: string, ...asked: readonly Readonly<Record<string, unknown>>[]): string {
  const parts = asked.flatMap((values) => Object.values(values)).map((value) => String(value))
  const name = [id, ...parts].join('-').replaceAll(/[^\w.-]/g, '_')
  return `attachment; filename="${name}.csv"`
}

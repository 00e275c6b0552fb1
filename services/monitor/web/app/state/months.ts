/** A month as a calendar shows it: weeks of five days, Monday first; null where no session was. */
export interface Month<Row> {
  readonly month: string
  readonly weeks: readonly (readonly (Row | null)[])[]
}

/** Sessions in ascending order, by month and week. Exchanges do not open on weekends. */
export function monthsOf<Row extends { readonly date: string }>(rows: readonly Row[]): readonly Month<Row>[] {
  const months = new Map<string, Map<number, (Row | null)[]>>()
  for (const row of rows) {
    const day = new Date(`${row.date}T00:00:00Z`)
    const weekday = (day.getUTCDay() + 6) % 7
    if (weekday > 4) continue
    const weeks = months.get(row.date.slice(0, 7)) ?? new Map<number, (Row | null)[]>()
    months.set(row.date.slice(0, 7), weeks)
    const monday = day.getTime() - weekday * 86_400_000
    const week = weeks.get(monday) ?? [null, null, null, null, null]
    week[weekday] = row
    weeks.set(monday, week)
  }
  return [...months].map(([month, weeks]) => ({ month, weeks: [...weeks.values()] }))
}

import { rowsOf } from './pulse-process.ts'

const TELLS_APART = ['scope', 'trade_date', 'tier']

/** Columns that two views of the data set share, except what may differ between a minute and a day. */
async function sharedColumns(home: string, minute: string, daily: string): Promise<string[]> {
  const columns = await rowsOf<{ name: string }>(
    home,
    `SELECT name FROM system.columns WHERE database = currentDatabase() AND table IN ('${minute}_all', '${daily}_all')
    GROUP BY name HAVING count() = 2 ORDER BY name`,
  )
  return columns.map(({ name }) => name)
}

/** What a view of minutes says at 15:00 of the data set `sim-1`, in the columns that the daily view has as well. */
export const closingRows = async (home: string, minute: string, daily: string) =>
  rows(home, minute, await sharedColumns(home, minute, daily), 'AND minute_index = 240')

/** What the daily view says of the session, in the same columns. */
export const dailyRows = async (home: string, minute: string, daily: string) =>
  rows(home, daily, await sharedColumns(home, minute, daily), '')

function rows(home: string, view: string, columns: readonly string[], where: string) {
  const order = TELLS_APART.filter((column) => columns.includes(column))
  return rowsOf<Readonly<Record<string, unknown>>>(
    home,
    `SELECT ${columns.join(', ')} FROM ${view}_all
    WHERE dataset = 'sim-1' AND trade_date = '2022-04-27' ${where} ORDER BY ${order.join(', ')}`,
  )
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * Columns of a view `v` under the names that the API gives them; `own` where it is not the same name in snake_case.
 * They are qualified, because ClickHouse would otherwise take the API's names for the view's.
 */
export function select(names: readonly string[], own: Readonly<Record<string, string>> = {}): string {
  return names.map((name) => `${own[name] ?? `v.${snakeCase(name)}`} AS ${name}`).join(', ')
}

/** Epoch ms of a DateTime64(3) column, null where it is null. */
export const millisecondsOf = (column: string): string => `toUnixTimestamp64Milli(v.${column})`

/** Views call the end of a minute `minute`; the API calls that `time`, and its number `minute`. */
export const MINUTE = { minute: 'v.minute_index', time: millisecondsOf('minute') } as const

/** Rows of a data set's session. */
export const OF_DAY = 'v.dataset = {dataset:String} AND v.trade_date = {date:Date}'

/** Names of an object schema's fields. */
export const fieldsOf = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape)

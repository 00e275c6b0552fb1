const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Columns of a view under the names that the API gives them; `own` where it is not the same name in snake_case. */
export function select(names: readonly string[], own: Readonly<Record<string, string>> = {}): string {
  return names.map((name) => `${own[name] ?? snakeCase(name)} AS ${name}`).join(', ')
}

/** Epoch ms of a DateTime64(3) column, null where it is null. */
export const millisecondsOf = (column: string): string => `toUnixTimestamp64Milli(${column})`

/** Names of an object schema's fields. */
export const fieldsOf = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape)

import type { SettingValue } from '../../runtime/config/setting-values.ts'

export type ConfigFormat = 'table' | 'env' | 'json'

type Format = (values: readonly SettingValue[]) => string

/** The forms in which settings are printed. */
export const CONFIG_FORMATS: Readonly<Record<ConfigFormat, Format>> = {
  table: (values) => {
    const names = Math.max(...values.map(({ name }) => name.length))
    const line = (value: SettingValue): string =>
      `${value.name.padEnd(names)}  ${value.value ?? '–'}  (${sourceOf(value)})\n${' '.repeat(names + 2)}${value.about}\n`
    return values.map(line).join('')
  },
  env: (values) =>
    values
      .map(({ name, value, source, secret, file, about }) => {
        if (file !== null) return `# ${about}\n${name}_FILE=${quoted(file)}\n`
        if (value === null || secret) return `# ${about}\n# ${name}=${value ?? ''}\n`
        return `# ${about}\n${source === 'default' ? '# ' : ''}${name}=${quoted(value)}\n`
      })
      .join('\n'),
  json: (values) => `${JSON.stringify(values, null, 2)}\n`,
}

const sourceOf = ({ source, file }: SettingValue): string => (file === null ? source : `file ${file}`)

/** As a shell takes it. */
const quoted = (text: string): string =>
  /^[\w./:@,+-]*$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

import { existsSync } from 'node:fs'
import { Redaction } from '../operations/redaction.ts'
import { FILE_SUFFIX } from './read-settings.ts'
import { SETTINGS, type Setting, type SettingName } from './settings.ts'

/** A setting as it may be shown. */
export interface SettingValue {
  readonly name: SettingName
  /** What it is set to; of secrets only that they are. Null: it is not set and has no default. */
  readonly value: string | null
  readonly source: 'environment' | 'file' | 'default' | 'not set'
  /** Where the file is from which a secret is read. */
  readonly file: string | null
  readonly secret: boolean
  readonly about: string
}

const SECRET = '••••'

/** All settings in their order, without any secret. Wrong values are shown, too. */
export function settingValues(env: NodeJS.ProcessEnv): readonly SettingValue[] {
  return (Object.entries(SETTINGS) as [SettingName, Setting][]).map(([name, setting]) => {
    const { about, secret = false } = setting
    const text = env[name] || undefined
    const file = (secret && env[name + FILE_SUFFIX]) || null
    const base = { name, secret, about, file }
    if (text !== undefined)
      return { ...base, value: shown(name, text, secret), source: 'environment' as const }
    if (file !== null) return { ...base, value: existsSync(file) ? SECRET : null, source: 'file' as const }
    if (setting.default !== undefined) return { ...base, value: setting.default, source: 'default' as const }
    return { ...base, value: null, source: 'not set' as const }
  })
}

/** An address is shown without its user and password, which are what is secret in it. */
function shown(name: SettingName, text: string, secret: boolean): string {
  if (name !== 'CLICKHOUSE_URL') return secret ? SECRET : new Redaction().text(text)
  if (!URL.canParse(text)) return SECRET
  const url = new URL(text)
  const { username, password } = url
  url.username = ''
  url.password = ''
  url.search = ''
  return username === '' && password === '' ? url.href : url.href.replace('://', `://${SECRET}@`)
}

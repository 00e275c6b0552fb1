import { readFileSync } from 'node:fs'
import { ConfigError } from '../errors.ts'
import { SETTINGS, type Setting, type SettingName, type Settings } from './settings.ts'

/** Appended to the name of a secret, names a file that holds it. */
export const FILE_SUFFIX = '_FILE'

/**
 * Reads settings from environment variables; an empty one counts as not set. Secrets may stand in files.
 * @throws ConfigError naming every variable that is wrong, what is wrong with it and what it does; never a value
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const problems: string[] = []
  const settings: Partial<Record<SettingName, unknown>> = {}
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    const text = given(name, setting, env, problems) ?? setting.default
    if (text === undefined) continue
    const parsed = setting.schema.safeParse(text)
    if (parsed.success) settings[name] = parsed.data
    else problems.push(`${name}: ${parsed.error.issues[0]!.message}. ${setting.about}`)
  }
  if (problems.length > 0)
    throw new ConfigError(
      'invalid',
      `Configuration from the environment is not valid.\n  ${problems.join('\n  ')}`,
    )
  return settings as Settings
}

function given(
  name: SettingName,
  { secret }: Setting,
  env: NodeJS.ProcessEnv,
  problems: string[],
): string | undefined {
  const text = env[name] || undefined
  const file = secret === true ? env[name + FILE_SUFFIX] || undefined : undefined
  if (file === undefined) return text
  if (text !== undefined) problems.push(`${name} and ${name}${FILE_SUFFIX} are both set: set one.`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    problems.push(`${name}${FILE_SUFFIX}: ${(error as Error).message}. It names a file that holds ${name}.`)
    return undefined
  }
}

import { checkConfig } from '../../runtime/config/check-config.ts'
import { settingValues } from '../../runtime/config/setting-values.ts'
import { CONFIG_FORMATS, type ConfigFormat } from '../config/formats.ts'

export interface ConfigCommandOptions {
  readonly check: boolean
  readonly format: ConfigFormat
}

/**
 * `pulse config`: every setting with its value, where it comes from and what it does; no secret is ever shown. With
 * `--check` only what is wrong, and exit status 1 if anything is.
 */
export async function config({ check, format }: ConfigCommandOptions): Promise<void> {
  const { errors, warnings } = checkConfig(process.env)
  if (!check) process.stdout.write(CONFIG_FORMATS[format](settingValues(process.env)))
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  for (const error of errors) process.stderr.write(`error: ${error}\n`)
  if (errors.length > 0) process.exitCode = 1
  else if (check) process.stdout.write('The configuration is valid.\n')
}

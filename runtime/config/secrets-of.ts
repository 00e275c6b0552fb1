import { readFileSync } from 'node:fs'
import { FILE_SUFFIX } from './read-settings.ts'
import { SETTINGS, type Setting } from './settings.ts'

/**
 * Every secret that an environment holds, set or in a file, and the passwords inside of addresses: what must not be
 * written anywhere. Never throws: it is asked when something has gone wrong already.
 */
export function secretsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const found = new Set<string>()
  for (const [name, { secret }] of Object.entries(SETTINGS) as [string, Setting][]) {
    const text = env[name] || (secret === true ? contentOf(env[name + FILE_SUFFIX]) : undefined)
    if (text === undefined) continue
    const isAddress = URL.canParse(text) && /^https?:/.test(text)
    if (isAddress) for (const part of credentialsIn(text)) found.add(part)
    else if (secret === true) found.add(text)
  }
  return [...found]
}

function credentialsIn(text: string): readonly string[] {
  const { password } = new URL(text)
  return password === '' ? [] : [decodeURIComponent(password)]
}

function contentOf(file: string | undefined): string | undefined {
  if (file === undefined || file === '') return undefined
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

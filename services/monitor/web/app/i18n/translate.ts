import { CHINESE } from './chinese.ts'
import { ENGLISH, type MessageKey } from './english.ts'

export type Language = 'zh' | 'en'

const MESSAGES = { zh: CHINESE, en: ENGLISH } as const

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

/** Texts of one language; `{name}` in a text is replaced by the value of that name. */
export function translator(language: Language): Translate {
  const messages = MESSAGES[language]
  return (key, values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** Chinese where the browser asks for it first, else English. */
export function browserLanguage(preferred: readonly string[]): Language {
  return preferred[0]?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}

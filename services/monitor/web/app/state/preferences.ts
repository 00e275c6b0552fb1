import { browserLanguage, type Language } from '../i18n/translate.ts'

export type ThemeChoice = 'system' | 'dark' | 'light'
export type ColourChoice = 'red-up' | 'green-up'

/** What a user chose, kept in the browser. */
export interface Preferences {
  readonly language: Language
  readonly theme: ThemeChoice
  readonly colours: ColourChoice
}

/** The part of `localStorage` that is used. */
export interface Storage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

const KEY = 'ashare-pulse'

/** What is stored, and defaults for what is missing, damaged or forbidden to read. */
export function readPreferences(storage: Storage | null, languages: readonly string[]): Preferences {
  const stored = read(storage)
  return {
    language: oneOf(stored.language, ['zh', 'en']) ?? browserLanguage(languages),
    theme: oneOf(stored.theme, ['system', 'dark', 'light']) ?? 'system',
    colours: oneOf(stored.colours, ['red-up', 'green-up']) ?? 'red-up',
  }
}

/** Keeps them; a browser that forbids storage keeps them for this page only. */
export function storePreferences(storage: Storage | null, preferences: Preferences): void {
  try {
    storage?.setItem(KEY, JSON.stringify(preferences))
  } catch {
    // A full or forbidden storage is no reason to refuse a switch.
  }
}

function read(storage: Storage | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | null {
  return choices.find((choice) => choice === value) ?? null
}

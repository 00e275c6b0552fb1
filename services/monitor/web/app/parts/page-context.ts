import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Palette } from '../charts/palette.ts'
import type { Controller } from '../control/controller.ts'
import type { Language, Translate } from '../i18n/translate.ts'

/** What every part of the page may use. */
export interface Page {
  readonly language: Language
  readonly t: Translate
  readonly palette: Palette
  readonly controller: Controller
}

export const PageContext = createContext<Page | null>(null)

export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === null) throw new Error('A part of the page stands outside PageContext.')
  return page
}

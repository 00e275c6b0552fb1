import type { JSX } from 'preact'
import { usePage } from '../parts/page-context.ts'
import type { Preferences as Chosen, ThemeChoice } from '../state/preferences.ts'

const NEXT_THEME: Readonly<Record<ThemeChoice, ThemeChoice>> = {
  system: 'dark',
  dark: 'light',
  light: 'system',
}
const THEME_MARK = { system: '◐', dark: '☾', light: '☀' } as const

/** Language, theme, and which colour a rise has. */
export function Preferences({ preferences }: { preferences: Chosen }): JSX.Element {
  const { t, controller, language } = usePage()
  const { theme, colours } = preferences
  const themeText = { system: t('themeSystem'), dark: t('themeDark'), light: t('themeLight') }[theme]
  return (
    <span class="preferences">
      <button
        type="button"
        title={t('colours')}
        onClick={() => controller.prefer({ colours: colours === 'red-up' ? 'green-up' : 'red-up' })}
      >
        <span class="rise" aria-hidden="true">
          ▲
        </span>
        <span class="fall" aria-hidden="true">
          ▼
        </span>{' '}
        <span class="wide">{colours === 'red-up' ? t('redUp') : t('greenUp')}</span>
        <span class="hidden-text">{t('colours')}</span>
      </button>
      <button
        type="button"
        title={themeText}
        aria-label={themeText}
        onClick={() => controller.prefer({ theme: NEXT_THEME[theme] })}
      >
        {THEME_MARK[theme]}
      </button>
      <button
        type="button"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => controller.prefer({ language: language === 'zh' ? 'en' : 'zh' })}
      >
        {t('language')}
      </button>
    </span>
  )
}

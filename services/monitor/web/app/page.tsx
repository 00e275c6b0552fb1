import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { readPalette } from './charts/palette.ts'
import type { Controller } from './control/controller.ts'
import { type Translate, translator } from './i18n/translate.ts'
import { PageContext } from './parts/page-context.ts'
import { useDarkSystem } from './parts/use-dark-system.ts'
import { useStore } from './parts/use-store.ts'
import type { PageState } from './state/page-state.ts'
import type { Store } from './state/store.ts'
import { Header } from './views/header.tsx'
import { StockDialog } from './views/stock-dialog.tsx'
import { ViewBody } from './views/view-body.tsx'

/** The whole page: context, header, the chosen view, and a stock's day above it. */
export function PageView({
  store,
  controller,
}: {
  store: Store<PageState>
  controller: Controller
}): JSX.Element {
  const state = useStore(store)
  const { language, theme, colours } = state.preferences
  const isDark = useDarkSystem()
  const shown = theme === 'system' ? (isDark ? 'dark' : 'light') : theme
  const context = useMemo(() => {
    const { dataset } = document.documentElement
    dataset.theme = shown
    dataset.colours = colours
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    const palette = readPalette(`${shown}/${colours}/${language}`)
    return { language, t: translator(language), palette, controller }
  }, [language, shown, colours, controller])
  const { t } = context

  const title = titleOf(state, t)
  useEffect(() => {
    document.title = title
  }, [title])

  return (
    <PageContext.Provider value={context}>
      <div class="page">
        <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
          {t('skip')}
        </button>
        <Header state={state} />
        <main id="content" tabIndex={-1}>
          <ViewBody state={state} />
        </main>
        {state.stock !== null && state.day !== null && (
          <StockDialog key={state.stock} symbol={state.stock} day={state.day} />
        )}
      </div>
    </PageContext.Provider>
  )
}

/** What the browser's tab says: that it is no real market first. */
function titleOf({ day, datasets }: PageState, t: Translate): string {
  const isSimulated = datasets.some(({ dataset, simulated }) => simulated && dataset === day?.dataset)
  return `${isSimulated ? t('simulated') : ''} ${t('title')} ${day?.date ?? ''}`.trim()
}

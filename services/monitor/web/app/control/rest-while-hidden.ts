import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import type { Line } from './line.ts'

/** How long a page may be hidden before its line is closed. */
const HIDDEN_MS = 60_000

/** A browser gives one host few lines: a page that nobody sees gives its own back, and loads again when seen. */
export function restWhileHidden(store: Store<PageState>, line: Line, load: () => void): void {
  let timer = 0
  let isResting: (() => boolean) | null = null
  document.addEventListener('visibilitychange', () => {
    window.clearTimeout(timer)
    if (document.hidden) {
      timer = window.setTimeout(() => {
        if (store.get().replay === null && line.isOpen) isResting = line.begin()
      }, HIDDEN_MS)
    } else {
      if (isResting?.() === true) load()
      isResting = null
    }
  })
}

import { applyEvent, type DayEventName, type DayEvents } from '../state/apply-event.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'

/** Changes some fields of the page's state. */
export function change(store: Store<PageState>, fields: Partial<PageState>): void {
  store.update((state) => ({ ...state, ...fields }))
}

/** Applies an event to the day that is shown. */
export function applyToDay<Name extends DayEventName>(
  store: Store<PageState>,
  name: Name,
  data: DayEvents[Name],
): void {
  store.update((state) => {
    if (state.day === null) return state
    const day = applyEvent(state.day, name, data)
    return day === state.day ? state : { ...state, day }
  })
}

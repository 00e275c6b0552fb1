import { useEffect, useState } from 'preact/hooks'
import type { Store } from '../state/store.ts'

/** The store's value; however many changes come, at most one rendering per frame. */
export function useStore<State>(store: Store<State>): State {
  const [state, setState] = useState(store.get())
  useEffect(() => {
    let frame = 0
    const stop = store.subscribe(() => {
      if (frame !== 0) return
      frame = nextFrame(() => {
        frame = 0
        setState(store.get())
      })
    })
    setState(store.get())
    return stop
  }, [store])
  return state
}

/** The next frame, or soon where the page is not visible and has none. */
function nextFrame(callback: () => void): number {
  return document.hidden ? window.setTimeout(callback, 500) : requestAnimationFrame(callback)
}

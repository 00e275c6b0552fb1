import 'uplot/dist/uPlot.min.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/tables.css'
import './styles/parts.css'
import './styles/signals.css'
import { render } from 'preact'
import { createController } from './control/controller.ts'
import { PageView } from './page.tsx'
import { firstState } from './state/page-state.ts'
import { readPlace } from './state/place.ts'
import { readPreferences } from './state/preferences.ts'
import { createStore } from './state/store.ts'

const place = readPlace(location.hash || location.search)
const storage = localStorageOrNull()
const store = createStore(firstState(place, readPreferences(storage, navigator.languages)))
const controller = createController(store, storage)

const root = document.getElementById('page')
if (root !== null) render(<PageView store={store} controller={controller} />, root)
controller.start()

function localStorageOrNull(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}

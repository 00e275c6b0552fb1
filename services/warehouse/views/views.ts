import type { Dialect } from '../ddl/dialect.ts'
import { ANALYSIS_VIEWS, PARAMETERISED_VIEWS } from './analysis/analysis-views.ts'
import { BAR_VIEWS } from './bar-views.ts'
import { createPublicView, createView } from './create-view.ts'
import { DICTIONARIES } from './dictionaries.ts'
import { SIGNAL_VIEWS } from './families/signal-views.ts'
import { MARKET_VIEWS } from './market-views.ts'
import { ACTIVE_EPOCHS_VIEW, OPERATIONS_VIEWS } from './operations-views.ts'
import type { PublicView } from './public-view.ts'
import { MAIN_ONLY } from './selection.ts'
import { SENTIMENT_VIEWS } from './sentiment-views.ts'
import { SERIES_VIEWS } from './series-views.ts'
import { SESSION_VIEWS } from './session-views.ts'

/** Views over stored rows; their business columns are what promises about results are made of. */
export const PUBLIC_VIEWS: readonly PublicView[] = [
  ...MARKET_VIEWS,
  ...BAR_VIEWS,
  ...SENTIMENT_VIEWS,
  ...SESSION_VIEWS,
  ...SERIES_VIEWS,
  ...SIGNAL_VIEWS,
  ...OPERATIONS_VIEWS,
]

/** Statements that create every view, in the order of their dependence. */
export function createViews(dialect: Dialect): readonly string[] {
  return [
    createView(ACTIVE_EPOCHS_VIEW, dialect),
    ...DICTIONARIES.map((view) => createView(view, dialect)),
    ...[...PUBLIC_VIEWS, ...ANALYSIS_VIEWS].flatMap((view) => createPublicView(view, dialect)),
    ...PARAMETERISED_VIEWS.map((view) => createView({ ...view, query: view.query(MAIN_ONLY) }, dialect)),
  ]
}

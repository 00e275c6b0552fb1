import type { PublicView } from '../public-view.ts'
import { conditionalOutcomes, OUTCOME_COLUMNS } from './conditional-outcomes.ts'
import { CROWDING_MINUTE_COLUMNS, crowdingMinute } from './crowding-minute.ts'
import { BY_REGIME, BY_REGIME_AND_STAGE, BY_STAGE, type Grouping } from './grouping.ts'
import { INDEX_RETURN, MARKET_RETURN, NEXT_PREMIUM, type Outcome } from './outcome.ts'
import { CORRELATION_COLUMNS, promotionCorrelations } from './promotion-correlations.ts'
import { DISTRIBUTION_COLUMNS, regimeDistributions } from './regime-distributions.ts'

/** A view with parameters has no columns in the catalogue and no sibling: `SELECT * FROM view(index = '...')`. */
export interface ParameterisedView extends PublicView {
  /** How it is called. */
  readonly usage: string
}

const GROUPINGS: readonly Grouping[] = [BY_STAGE, BY_REGIME, BY_REGIME_AND_STAGE]
const INDEX_USAGE = `(index = '000001.SH')`

function outcomes(prefix: string, grouping: Grouping, outcome: Outcome): PublicView {
  const cells = grouping.columns.map(({ name, type, comment }) => ({ name, type, comment }))
  return {
    name: `${prefix}_by_${grouping.name}`,
    comment: `By ${grouping.name.replaceAll('_', ' ')}, what followed its sessions: ${outcome.label}.`,
    key: [...cells.map(({ name }) => name), 'horizon'],
    columns: [...cells, ...OUTCOME_COLUMNS],
    query: (selection) => conditionalOutcomes(grouping, outcome, selection),
  }
}

const parameterised = (view: PublicView): ParameterisedView => ({
  ...view,
  usage: `${view.name}${INDEX_USAGE}`,
})

/** Statistics of domain reference B10, computed from the public views at every query. */
export const ANALYSIS_VIEWS: readonly PublicView[] = [
  ...GROUPINGS.map((grouping) => outcomes('outcomes', grouping, MARKET_RETURN)),
  ...GROUPINGS.map((grouping) => outcomes('next_premium', grouping, NEXT_PREMIUM)),
  {
    name: 'promotion_correlations',
    comment:
      'Correlation of the promotion rate with what follows, by regime; market: equal-weight mean return.',
    key: ['regime', 'relation'],
    columns: CORRELATION_COLUMNS,
    query: (selection) => promotionCorrelations(MARKET_RETURN, 'next.step', selection),
  },
  {
    name: 'regime_distributions',
    comment: 'Distribution of board height and promotion rate by regime.',
    key: ['regime', 'measure'],
    columns: DISTRIBUTION_COLUMNS,
    query: regimeDistributions,
  },
]

export const PARAMETERISED_VIEWS: readonly ParameterisedView[] = [
  ...GROUPINGS.map((grouping) => parameterised(outcomes('index_outcomes', grouping, INDEX_RETURN))),
  parameterised({
    name: 'index_promotion_correlations',
    comment:
      'As promotion_correlations, with the return of the symbol of series_1d named by the parameter `index`.',
    key: ['regime', 'relation'],
    columns: CORRELATION_COLUMNS,
    query: (selection) => promotionCorrelations(INDEX_RETURN, 'next.step / today.step - 1', selection),
  }),
  {
    name: 'crowding_minute',
    comment:
      'Share of turnover of boards, industries, concepts and TMT so far, every five minutes of the session named by the parameter `day`, and its percentile among the same minute of the past.',
    key: ['kind', 'name', 'minute_index'],
    columns: CROWDING_MINUTE_COLUMNS,
    usage: `crowding_minute(day = '2026-08-07')`,
    query: crowdingMinute,
  },
]

import { REGIME_PERIODS } from '../../../../core/sentiment/regimes.ts'
import { STAGES } from '../../../../core/sentiment/stage-grid.ts'
import { literal } from '../../ddl/dialect.ts'
import type { ViewColumn } from '../public-view.ts'

/** How sessions are sorted into cells. */
export interface Grouping {
  /** Ending of the views' names: `..._by_<name>`. */
  readonly name: string
  /** Label of a session, from `s`; empty where it belongs to no cell. */
  readonly label: string
  /** Every label, as an SQL array. */
  readonly cells: string
  /** Columns of the result, from `cell`. */
  readonly columns: readonly (ViewColumn & { readonly expression: string })[]
}

const STAGE_CODES = STAGES.map(({ code }) => code)
const REGIME_CODES = [...new Set<string>(REGIME_PERIODS.map(({ regime }) => regime)), 'unlabelled']
const STAGE_COMMENT = 'Stage of the session on which the window begins.'
const REGIME_COMMENT = 'Regime of the session on which the window begins.'

const array = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`

export const BY_STAGE: Grouping = {
  name: 'stage',
  label: `ifNull(s.stage, '')`,
  cells: array(STAGE_CODES),
  columns: [{ name: 'stage', type: 'String', comment: STAGE_COMMENT, expression: 'cell' }],
}

export const BY_REGIME: Grouping = {
  name: 'regime',
  label: 's.regime',
  cells: array(REGIME_CODES),
  columns: [{ name: 'regime', type: 'String', comment: REGIME_COMMENT, expression: 'cell' }],
}

export const BY_REGIME_AND_STAGE: Grouping = {
  name: 'regime_and_stage',
  label: `if(s.stage IS NULL, '', concat(s.regime, '/', assumeNotNull(s.stage)))`,
  cells: array(REGIME_CODES.flatMap((regime) => STAGE_CODES.map((stage) => `${regime}/${stage}`))),
  columns: [
    { name: 'regime', type: 'String', comment: REGIME_COMMENT, expression: `splitByChar('/', cell)[1]` },
    { name: 'stage', type: 'String', comment: STAGE_COMMENT, expression: `splitByChar('/', cell)[2]` },
  ],
}

import type { JSX } from 'preact'
import type { Guide } from '../../charts/line-series.ts'
import type { SignalRow } from '../../state/api.ts'
import { change, decimal } from '../figures.ts'
import { useTexts } from '../signals-context.ts'
import { SubjectsPanel } from './subjects-panel.tsx'

const ZERO: readonly Guide[] = [{ value: 0, label: '', colour: 'line-strong' }]
const EVEN: readonly Guide[] = [{ value: 1, label: '1', colour: 'line-strong' }]

/** `SPX.US@20251029`: the anchor stands in a column of its own. */
const withoutAnchor = ({ subject }: SignalRow): string => subject.split('@')[0] ?? subject

export function DrawdownsPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="drawdowns"
      signal="drawdown_since"
      class="half"
      valueLabel={text('sinceAnchor')}
      format={change(1)}
      figures={['lowest', 'baseDate', 'sessions']}
      guides={ZERO}
      nameOf={withoutAnchor}
    />
  )
}

export function AsymmetryPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="fall_rise_asymmetry"
      signal="sharp_fall_slow_rise"
      class="half"
      valueLabel={text('asymmetry')}
      format={decimal(2)}
      figures={['fallSpeed', 'riseSpeed', 'skewness']}
      guides={EVEN}
    />
  )
}

export function ImpliedVolatilityPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="implied_volatility"
      signal="iv_compare"
      class="half"
      valueLabel={text('ivDifference')}
      format={decimal(1)}
      figures={['abroad', 'abroadChange', 'home000300', 'home000300Change', 'home000852', 'home000852Change']}
      guides={ZERO}
    />
  )
}

export function ValuationPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="pe_percentile"
      signal="pe_percentile"
      class="half"
      valueLabel={text('percentile')}
      format={decimal(1)}
      figures={['ratio', 'sessions']}
    />
  )
}

export function CdsPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="cds_changes"
      signal="cds"
      class="half"
      valueLabel={text('sinceAnchor')}
      format={change(0)}
      figures={['quote', 'base', 'baseDate']}
      guides={ZERO}
      nameOf={withoutAnchor}
    />
  )
}

export function StressPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="stress_index"
      signal="fsi"
      class="half"
      valueLabel={text('percentile')}
      format={decimal(1)}
      figures={['index', 'n']}
    />
  )
}

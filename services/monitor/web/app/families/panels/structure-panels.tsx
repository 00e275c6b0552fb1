import type { JSX } from 'preact'
import type { Guide } from '../../charts/line-series.ts'
import { usePage } from '../../parts/page-context.ts'
import { change, decimal, yuan } from '../figures.ts'
import { wordName } from '../names.ts'
import { useTexts } from '../signals-context.ts'
import { SubjectsPanel } from './subjects-panel.tsx'

const ZERO: readonly Guide[] = [{ value: 0, label: '0', colour: 'line-strong' }]
const EVEN: readonly Guide[] = [{ value: 1, label: '1', colour: 'line-strong' }]

/** Net subscription of funds and classes of funds, with streaks. */
export function EtfFlowsPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  return (
    <SubjectsPanel
      family="etf_flows"
      signal="etf_flow"
      class="half"
      valueLabel={text('netFlow')}
      format={yuan}
      figures={['streak', 'twoWeeks']}
      guides={ZERO}
      nameOf={({ subject, notes }) => notes.name ?? wordName(subject, language)}
    />
  )
}

export function DrawdownsPanel(): JSX.Element {
  const text = useTexts()
  return (
    <SubjectsPanel
      family="drawdowns"
      signal="drawdown_since"
      class="half"
      valueLabel={text('sinceAnchor')}
      format={change(1)}
      figures={['anchorDate']}
      guides={ZERO}
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
      figures={['downSpeed', 'upSpeed', 'skewness']}
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
      valueLabel={text('volatility')}
      format={decimal(1)}
      figures={['change', 'anchorDate']}
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
      figures={['anchorDate']}
      guides={ZERO}
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
      figures={['fsi']}
    />
  )
}

import type { JSX } from 'preact'
import { percent } from '../../format/numbers.ts'
import { Headline } from '../headline.tsx'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useSeries } from '../use-rows.ts'

/** Between these the market is calm, both included (docs/signals/crowding.md). */
const CALM = { from: 0.017, to: 0.019 } as const
/** Ends of the gauge. */
const GAUGE = { from: 0.01, to: 0.03 } as const

/** Ten-session turnover on a gauge with the calm zone, and over time. */
export function CalmPanel(): JSX.Element {
  const text = useTexts()
  const answer = useSeries('turnover_calm')
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('turnoverRate'), of: ({ value }) => value, colour: 'accent', width: 2 },
    { label: text('oneDay'), of: (row) => figureOf(row, 'rate'), colour: 'dim', dash: [2, 3], width: 1 },
  ]
  return (
    <SignalPanel
      family="turnover_calm"
      class="half"
      row={last}
      answer={answer}
      remark={text('calmNote')}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'rate', label: text('turnoverRate'), value: percent(last?.value, 2) },
          { name: 'state', label: text('state'), value: <StateChip state={last?.state ?? null} /> },
        ]}
      />
      <Gauge value={last?.value ?? null} />
      <RowChart
        name={text('turnoverRate')}
        rows={rows}
        lines={lines}
        guides={[
          { value: CALM.from, label: percent(CALM.from, 1), colour: 'amber' },
          { value: CALM.to, label: percent(CALM.to, 1), colour: 'amber' },
        ]}
        format={(value) => percent(value, 1)}
        height={170}
      />
    </SignalPanel>
  )
}

/** Frozen, calm, active from left to right, with a mark where the market is. */
function Gauge({ value }: { value: number | null }): JSX.Element {
  const text = useTexts()
  const place = (rate: number): number =>
    (Math.min(Math.max((rate - GAUGE.from) / (GAUGE.to - GAUGE.from), 0), 1) * 400) | 0
  const [from, to] = [place(CALM.from), place(CALM.to)]
  const label = `${text('turnoverRate')} ${percent(value, 2)}`
  return (
    <svg class="gauge" viewBox="0 0 400 34" role="img" aria-label={label}>
      <title>{label}</title>
      <rect x="0" y="14" width={from} height="8" class="zone" />
      <rect x={from} y="14" width={to - from} height="8" class="zone calm" />
      <rect x={to} y="14" width={400 - to} height="8" class="zone" />
      <text x={from / 2} y="32">
        {text('frozen')}
      </text>
      <text x={(from + to) / 2} y="32">
        {text('calm')}
      </text>
      <text x={(to + 400) / 2} y="32">
        {text('active')}
      </text>
      {value !== null && <path d={`M${place(value)} 13 l-5 -8 h10 z`} class="mark" />}
    </svg>
  )
}

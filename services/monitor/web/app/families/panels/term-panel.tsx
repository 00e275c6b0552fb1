import type { JSX } from 'preact'
import type { Guide } from '../../charts/line-series.ts'
import { signedPercent } from '../../format/numbers.ts'
import { usePage } from '../../parts/page-context.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useSeries } from '../use-rows.ts'

const CURVE = [
  ['vix9d', '9D'],
  ['vix', '1M'],
  ['vix3m', '3M'],
  ['vx1', 'VX1'],
  ['vx2', 'VX2'],
] as const

/** How dear three months are against one, and the curve of the last date. */
export function TermPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const answer = useSeries('vix_term', { subject: 'US' })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('slope'), of: ({ value }) => value, colour: 'accent', width: 1.8 },
    { label: text('vix'), of: (row) => figureOf(row, 'vix'), colour: 'amber', dash: [6, 3], right: true },
  ]
  const guides: readonly Guide[] = [{ value: 0, label: text('contangoAbove'), colour: 'rise' }]
  return (
    <SignalPanel
      family="vix_term"
      class="third"
      row={last}
      answer={answer}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'slope', label: text('slope'), value: signedPercent(last?.value, 1) },
          ...CURVE.filter(([name]) => figureOf(last, name) !== null).map(([name, label]) => ({
            name,
            label,
            value: decimal(2)(figureOf(last, name), language),
          })),
          { name: 'state', label: text('state'), value: <StateChip state={last?.state ?? null} /> },
        ]}
      />
      <RowChart
        name={text('slope')}
        rows={rows}
        lines={lines}
        guides={guides}
        format={(value) => signedPercent(value, 0)}
        formatRight={(value) => value.toFixed(0)}
        height={230}
      />
    </SignalPanel>
  )
}

import type { JSX } from 'preact'
import type { Guide } from '../../charts/line-series.ts'
import { usePage } from '../../parts/page-context.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useSeries } from '../use-rows.ts'

const two = decimal(2)

/** VVIX/VIX with its month average and the levels, the VIX beside it. */
export function VvixPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const answer = useSeries('vvix_vix', { subject: 'US' })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('average'), of: (row) => figureOf(row, 'average'), colour: 'accent', width: 2.2 },
    { label: text('ratio'), of: ({ value }) => value, colour: 'dim', dash: [3, 2], width: 1.2 },
    { label: text('vix'), of: (row) => figureOf(row, 'vix'), colour: 'amber', dash: [6, 3], right: true },
  ]
  const guides: readonly Guide[] = [{ value: 6, label: text('level6'), colour: 'rise' }]
  return (
    <SignalPanel
      family="vvix_vix"
      class="two-thirds"
      row={last}
      answer={answer}
      remark={text('vvixNote')}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'ratio', label: text('ratio'), value: two(last?.value, language) },
          { name: 'average', label: text('average'), value: two(figureOf(last, 'average'), language) },
          { name: 'vix', label: text('vix'), value: two(figureOf(last, 'vix'), language) },
          { name: 'vvix', label: text('vvix'), value: two(figureOf(last, 'vvix'), language) },
          { name: 'state', label: text('state'), value: <StateChip state={last?.state ?? null} /> },
        ]}
      />
      <RowChart
        name={text('ratio')}
        rows={rows}
        lines={lines}
        guides={guides}
        format={(value) => value.toFixed(1)}
        formatRight={(value) => value.toFixed(0)}
        height={230}
      />
    </SignalPanel>
  )
}

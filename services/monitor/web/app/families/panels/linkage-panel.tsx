import type { JSX } from 'preact'
import { usePage } from '../../parts/page-context.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useSeries } from '../use-rows.ts'

/** Correlation of both markets, of levels as published and of returns as it is. */
export function LinkagePanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const answer = useSeries('linkage')
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('corrLevel'), of: ({ value }) => value, colour: 'accent', width: 2 },
    { label: text('corrReturn'), of: (row) => figureOf(row, 'corrReturn'), colour: 'amber', dash: [5, 3] },
  ]
  return (
    <SignalPanel
      family="linkage"
      class="half"
      row={last}
      answer={answer}
      remark={text('linkageNote')}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'level', label: text('corrLevel'), value: decimal(3)(last?.value, language) },
          {
            name: 'return',
            label: text('corrReturn'),
            value: decimal(3)(figureOf(last, 'corrReturn'), language),
          },
          { name: 'state', label: text('state'), value: <StateChip state={last?.state ?? null} /> },
        ]}
      />
      <RowChart
        name={text('corrLevel')}
        rows={rows}
        lines={lines}
        guides={[{ value: 0, label: '', colour: 'line-strong' }]}
        format={(value) => value.toFixed(2)}
      />
    </SignalPanel>
  )
}

import type { JSX } from 'preact'
import { percent, signedPercent } from '../../format/numbers.ts'
import { usePage } from '../../parts/page-context.ts'
import { Headline } from '../headline.tsx'
import { wordName } from '../names.ts'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { usePair } from '../use-pair.tsx'
import { figureOf, useSeries } from '../use-rows.ts'

/** Both changes over a year with the limits at which positions are closed. */
export function RiskPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { pair, choice } = usePair('microcap_risk')
  const answer = useSeries('microcap_risk', { subject: pair })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('yieldYoy'), of: (row) => figureOf(row, 'yieldYoy'), colour: 'accent', width: 1.8 },
    { label: text('crowdingYoy'), of: (row) => figureOf(row, 'crowdingYoy'), colour: 'amber', dash: [5, 3] },
  ]
  const triggers = (last?.notes.triggers ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => wordName(name, language))
  return (
    <SignalPanel
      family="microcap_risk"
      class="half"
      row={last}
      answer={answer}
      actions={choice}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'yieldYoy', label: text('yieldYoy'), value: signedPercent(figureOf(last, 'yieldYoy'), 2) },
          {
            name: 'crowdingYoy',
            label: text('crowdingYoy'),
            value: signedPercent(figureOf(last, 'crowdingYoy'), 2),
          },
          {
            name: 'state',
            label: triggers.length === 0 ? text('state') : triggers.join(', '),
            value: <StateChip state={last?.state ?? null} />,
          },
        ]}
      />
      <RowChart
        name={text('yieldYoy')}
        rows={rows}
        lines={lines}
        guides={[
          { value: 0.3, label: text('limit30'), colour: 'accent' },
          { value: 0.55, label: text('limit55'), colour: 'amber' },
        ]}
        format={(value) => percent(value, 0)}
        height={230}
      />
    </SignalPanel>
  )
}

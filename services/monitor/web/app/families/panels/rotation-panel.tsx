import type { JSX } from 'preact'
import { signedPercent } from '../../format/numbers.ts'
import { usePage } from '../../parts/page-context.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { wordName } from '../names.ts'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { usePair } from '../use-pair.tsx'
import { figureOf, useSeries } from '../use-rows.ts'

/** Relative value of microcaps against its year line, and both slopes. */
export function RotationPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { pair, choice } = usePair('microcap_rotation')
  const answer = useSeries('microcap_rotation', { subject: pair })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('relative'), of: ({ value }) => value, colour: 'accent', width: 2 },
    { label: text('yearLine'), of: (row) => figureOf(row, 'average'), colour: 'amber', dash: [6, 3] },
  ]
  const slopes: readonly RowLine[] = [
    { label: text('slopeMicro'), of: (row) => figureOf(row, 'microSlope'), colour: 'violet' },
    { label: text('slopeMao'), of: (row) => figureOf(row, 'maoSlope'), colour: 'dim', dash: [4, 3] },
  ]
  return (
    <SignalPanel
      family="microcap_rotation"
      class="half"
      row={last}
      answer={answer}
      actions={choice}
      table={() => rowsTable(rows, [...lines, ...slopes], [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'relative', label: text('relative'), value: decimal(3)(last?.value, language) },
          {
            name: 'average',
            label: text('yearLine'),
            value: decimal(3)(figureOf(last, 'average'), language),
          },
          {
            name: 'microSlope',
            label: text('slopeMicro'),
            value: signedPercent(figureOf(last, 'microSlope'), 3),
          },
          { name: 'maoSlope', label: text('slopeMao'), value: signedPercent(figureOf(last, 'maoSlope'), 3) },
          {
            name: 'state',
            label:
              last?.notes.rule === undefined
                ? text('state')
                : `${text('rule')}: ${wordName(last.notes.rule, language)}`,
            value: <StateChip state={last?.state ?? null} />,
          },
        ]}
      />
      <RowChart name={text('relative')} rows={rows} lines={lines} format={(value) => value.toFixed(2)} />
      <RowChart
        name={text('slopeMicro')}
        rows={rows}
        lines={slopes}
        guides={[{ value: 0, label: '', colour: 'line-strong' }]}
        format={(value) => signedPercent(value, 2)}
        height={120}
      />
    </SignalPanel>
  )
}

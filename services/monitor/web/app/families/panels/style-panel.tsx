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

/** Relative value of two styles against its year line. */
export function StylePanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { pair, choice } = usePair('style_rotation')
  const answer = useSeries('style_rotation', { subject: pair })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('relative'), of: ({ value }) => value, colour: 'accent', width: 2 },
    { label: text('yearLine'), of: (row) => figureOf(row, 'average'), colour: 'amber', dash: [6, 3] },
  ]
  const { first = '', second = '', rule } = last?.notes ?? {}
  return (
    <SignalPanel
      family="style_rotation"
      class="half"
      row={last}
      answer={answer}
      actions={choice}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'relative', label: `${first} / ${second}`, value: decimal(3)(last?.value, language) },
          {
            name: 'average',
            label: text('yearLine'),
            value: decimal(3)(figureOf(last, 'average'), language),
          },
          {
            name: 'first',
            label: `${text('slope20')} ${first}`,
            value: signedPercent(figureOf(last, 'firstSlope'), 3),
          },
          {
            name: 'second',
            label: `${text('slope20')} ${second}`,
            value: signedPercent(figureOf(last, 'secondSlope'), 3),
          },
          {
            name: 'state',
            label: rule === undefined ? text('state') : `${text('rule')}: ${wordName(rule, language)}`,
            value: <StateChip state={last?.state ?? null} />,
          },
        ]}
      />
      <RowChart
        name={text('relative')}
        rows={rows}
        lines={lines}
        format={(value) => value.toFixed(2)}
        height={210}
      />
    </SignalPanel>
  )
}

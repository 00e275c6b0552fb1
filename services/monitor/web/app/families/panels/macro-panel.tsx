import type { JSX } from 'preact'
import { percent } from '../../format/numbers.ts'
import { usePage } from '../../parts/page-context.ts'
import type { SignalRow } from '../../state/api.ts'
import { Headline } from '../headline.tsx'
import { wordName } from '../names.ts'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useSignalsPlace, useTexts } from '../signals-context.ts'
import { figureOf, useSeries } from '../use-rows.ts'

const STRENGTHS: ReadonlySet<string> = new Set(['growth', 'liquidity', 'growthActive', 'liquidityActive'])

/** Its rows are months. */
const SESSIONS_A_MONTH = 20

/** Strength of growth and liquidity, the position that follows, and how each indicator votes. */
export function MacroPanel(): JSX.Element {
  const text = useTexts()
  const place = useSignalsPlace()
  const answer = useSeries('macro_timing', { rows: Math.ceil(place.rows / SESSIONS_A_MONTH) })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const lines: readonly RowLine[] = [
    { label: text('position'), of: ({ value }) => value, colour: 'accent', width: 2.2, stepped: true },
    {
      label: text('growth'),
      of: (row) => figureOf(row, 'growth'),
      colour: 'amber',
      dash: [5, 3],
      width: 1,
      stepped: true,
    },
    {
      label: text('liquidity'),
      of: (row) => figureOf(row, 'liquidity'),
      colour: 'violet',
      dash: [2, 3],
      width: 1,
      stepped: true,
    },
  ]
  return (
    <SignalPanel
      family="macro_timing"
      class="half"
      row={last}
      answer={answer}
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'position', label: text('position'), value: percent(last?.value, 0) },
          { name: 'growth', label: text('growth'), value: percent(figureOf(last, 'growth'), 0) },
          { name: 'liquidity', label: text('liquidity'), value: percent(figureOf(last, 'liquidity'), 0) },
          { name: 'state', label: text('state'), value: <StateChip state={last?.state ?? null} /> },
        ]}
      />
      {last !== undefined && <Votes row={last} />}
      <RowChart
        name={text('position')}
        rows={rows}
        lines={lines}
        range={() => [-0.03, 1.03]}
        format={(value) => percent(value, 0)}
        height={150}
      />
    </SignalPanel>
  )
}

/** Every active indicator and its vote: a sign beside the colour. */
function Votes({ row }: { row: SignalRow }): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const votes = Object.entries(row.components).filter(([name]) => !STRENGTHS.has(name))
  return (
    <ul class="votes" aria-label={text('indicator')}>
      {votes.map(([name, vote]) => (
        <li key={name} data-vote={name} class={vote > 0 ? 'for' : ''}>
          <span aria-hidden="true">{vote > 0 ? '✓' : '·'}</span> {wordName(name, language)}
          <span class="hidden-text">: {text(vote > 0 ? 'bullish' : 'bearish')}</span>
        </li>
      ))}
    </ul>
  )
}

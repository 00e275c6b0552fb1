import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import type { SignalRow } from '../../state/api.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { stateName } from '../names.ts'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { RowsTable } from '../rows-table.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useSeries } from '../use-rows.ts'

const SIGNALS = ['divergence_daily', 'divergence_hourly'] as const

const firedAs = (row: SignalRow, state: string): number | null =>
  figureOf(row, 'fired') === 1 && row.state === state ? row.value : null

/** Momentum of the microcap index with its divergences, by session or by hour. */
export function DivergencePanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const [signal, setSignal] = useState<(typeof SIGNALS)[number]>('divergence_daily')
  const daily = useSeries('divergence_daily')
  const hourly = useSeries('divergence_hourly')
  const chosen = signal === 'divergence_daily' ? daily : hourly
  const rows = (chosen.value ?? []).toSorted((a, b) => a.availableAt - b.availableAt)
  const last = rows.at(-1)
  const fired = rows.filter((row) => figureOf(row, 'fired') === 1)
  const lines: readonly RowLine[] = [
    { label: text('dif'), of: ({ value }) => value, colour: 'accent' },
    {
      label: `▼ ${stateName('top', language)}`,
      of: (row) => firedAs(row, 'top'),
      colour: 'fall',
      dots: true,
    },
    {
      label: `▲ ${stateName('bottom', language)}`,
      of: (row) => firedAs(row, 'bottom'),
      colour: 'rise',
      dots: true,
    },
  ]
  const answer = {
    value: daily.value === null || hourly.value === null ? null : [...daily.value, ...hourly.value],
    failure: daily.failure ?? hourly.failure,
  }
  return (
    <SignalPanel
      family="divergences"
      class="half"
      row={last}
      answer={answer}
      actions={
        <Choice
          label={text('kind')}
          options={[
            { value: SIGNALS[0], label: text('daily') },
            { value: SIGNALS[1], label: text('hourly') },
          ]}
          value={signal}
          onChange={setSignal}
        />
      }
      table={() => rowsTable(rows, lines, [text('date'), text('state')])}
    >
      <Headline
        items={[
          { name: 'dif', label: text('dif'), value: decimal(2)(last?.value, language) },
          { name: 'state', label: text('state'), value: <StateChip state={last?.state ?? null} /> },
          { name: 'fired', label: text('marks'), value: fired.length },
        ]}
      />
      <RowChart
        name={text('dif')}
        rows={rows}
        lines={lines}
        guides={[{ value: 0, label: '', colour: 'line-strong' }]}
        format={(value) => value.toFixed(0)}
        height={150}
      />
      {fired.length === 0 ? (
        <p class="dim">{text('noMarks')}</p>
      ) : (
        <RowsTable
          caption={text('marks')}
          rows={fired.toReversed().slice(0, 8)}
          keyOf={({ subject, date }) => `${date}/${subject}`}
          columns={[
            { label: text('date'), show: ({ date }) => date },
            { label: text('subject'), show: ({ subject }) => subject },
            { label: text('dif'), number: true, show: ({ value }) => decimal(2)(value, language) },
            { label: text('state'), show: ({ state }) => <StateChip state={state} /> },
          ]}
        />
      )}
    </SignalPanel>
  )
}

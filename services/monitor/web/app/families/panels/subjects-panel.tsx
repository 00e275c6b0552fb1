import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Guide } from '../../charts/line-series.ts'
import { usePage } from '../../parts/page-context.ts'
import type { SignalFamily, SignalRow } from '../../state/api.ts'
import { type Format, figureLabel, figureText } from '../figures.ts'
import { RowChart, type RowLine } from '../row-chart.tsx'
import { type Column, RowsTable } from '../rows-table.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useLatest, useSeries } from '../use-rows.ts'

interface SubjectsPanelProps {
  readonly family: SignalFamily
  readonly signal: string
  readonly class: string
  readonly valueLabel: string
  readonly format: Format
  /** Components that stand in the table; the file has all. */
  readonly figures: readonly string[]
  readonly guides?: readonly Guide[]
  readonly nameOf?: (row: SignalRow) => string
}

const NAME = ({ subject, notes }: SignalRow): string => notes.name ?? subject

/** Subjects of a signal in a table, and one of them over time. */
export function SubjectsPanel(props: SubjectsPanelProps): JSX.Element {
  const { family, signal, valueLabel, format, figures, guides = [], nameOf = NAME } = props
  const text = useTexts()
  const { language } = usePage()
  const answer = useLatest(signal)
  const rows = answer.value ?? []
  const [wanted, setWanted] = useState<string | null>(null)
  const chosen = rows.find(({ subject }) => subject === wanted) ?? rows[0]
  const isRanked = rows.some(({ rank }) => rank !== null)
  const all = [...new Set(rows.flatMap(({ components }) => Object.keys(components)))]
  const columns: readonly Column<SignalRow>[] = [
    ...(isRanked ? [{ label: '#', number: true, show: ({ rank }: SignalRow) => rank ?? '' }] : []),
    {
      label: text('subject'),
      show: (row) => (
        <button
          type="button"
          class="link"
          aria-pressed={row === chosen}
          onClick={() => setWanted(row.subject)}
        >
          {nameOf(row)}
        </button>
      ),
    },
    { label: valueLabel, number: true, show: ({ value }) => <b>{format(value, language)}</b> },
    ...figures.map((name) => ({
      label: figureLabel(name, language),
      number: true,
      show: (row: SignalRow) => figureText(name, figureOf(row, name), language),
    })),
    { label: text('state'), show: ({ state }) => <StateChip state={state} /> },
    { label: text('date'), show: ({ date }) => date },
  ]
  return (
    <SignalPanel
      family={family}
      class={props.class}
      row={rows[0]}
      answer={answer}
      onlyCsv
      flush
      table={() => ({
        columns: [text('date'), text('subject'), text('rank'), valueLabel, ...all, text('state')],
        rows: rows.map((row) => [
          row.date,
          row.subject,
          row.rank,
          row.value,
          ...all.map((name) => figureOf(row, name)),
          row.state,
        ]),
      })}
    >
      <RowsTable
        caption={valueLabel}
        rows={rows}
        keyOf={({ subject }) => subject}
        chosen={chosen?.subject ?? null}
        columns={columns}
      />
      {chosen !== undefined && (
        <Over
          signal={signal}
          row={chosen}
          label={`${nameOf(chosen)} ${valueLabel}`}
          format={format}
          guides={guides}
        />
      )}
    </SignalPanel>
  )
}

/** One subject over time. */
function Over({
  signal,
  row,
  label,
  format,
  guides,
}: {
  readonly signal: string
  readonly row: SignalRow
  readonly label: string
  readonly format: Format
  readonly guides: readonly Guide[]
}): JSX.Element {
  const { language } = usePage()
  const { value } = useSeries(signal, { subject: row.subject })
  const lines: readonly RowLine[] = [{ label, of: (each) => each.value, colour: 'accent', width: 1.8 }]
  return (
    <div class="inside">
      <RowChart
        name={label}
        rows={(value ?? []).filter(({ subject }) => subject === row.subject)}
        lines={lines}
        guides={guides}
        format={(number) => format(number, language)}
        height={130}
      />
    </div>
  )
}

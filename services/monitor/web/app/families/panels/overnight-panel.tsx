import type { JSX } from 'preact'
import { signedPercent } from '../../format/numbers.ts'
import { usePage } from '../../parts/page-context.ts'
import { Signed } from '../../parts/signed.tsx'
import type { SignalRow } from '../../state/api.ts'
import { RowsTable } from '../rows-table.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, ofNewestDate, useLatest } from '../use-rows.ts'

const PLACES = [1, 2, 3] as const

/** Groups of the US AI chain before the Chinese open, the strongest first. */
export function OvernightPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const answer = useLatest('us_ai')
  const rows = ofNewestDate(answer.value ?? [])
  const [first] = rows
  const sessions = figureOf(first, 'usSessions') ?? 1
  return (
    <SignalPanel
      family="us_ai_overnight"
      class="half"
      row={first}
      answer={answer}
      onlyCsv
      flush
      table={() => ({
        columns: [
          text('date'),
          text('rank'),
          text('group'),
          text('mean'),
          text('median'),
          text('leaders'),
          text('laggards'),
          text('segment'),
        ],
        rows: rows.map((row) => [
          row.date,
          row.rank,
          row.subject,
          row.value,
          figureOf(row, 'median'),
          members(row, 'leader').join(' '),
          members(row, 'laggard').join(' '),
          row.notes.segment ?? null,
        ]),
      })}
    >
      {first !== undefined && (
        <p class="line dim">
          {text('usDate', { date: first.notes.usDate ?? '' })}
          {sessions > 1 && ` · ${text('compounded', { n: sessions })}`}
        </p>
      )}
      <RowsTable
        caption={text('group')}
        rows={rows}
        keyOf={({ subject }) => subject}
        columns={[
          {
            label: text('group'),
            show: ({ subject, notes }) => (language === 'zh' ? subject : (notes.english ?? subject)),
          },
          { label: text('mean'), number: true, show: ({ value }) => <Signed value={value} /> },
          { label: text('median'), number: true, show: (row) => <Signed value={figureOf(row, 'median')} /> },
          { label: text('leaders'), wrap: true, show: (row) => members(row, 'leader').join(' · ') },
          { label: text('laggards'), wrap: true, show: (row) => members(row, 'laggard').join(' · ') },
          { label: text('segment'), wrap: true, show: ({ notes }) => notes.segment ?? '' },
          { label: text('state'), show: ({ state }) => <StateChip state={state} /> },
        ]}
      />
    </SignalPanel>
  )
}

/** `NVDA +6.30%`, up to three. */
function members({ components, notes }: SignalRow, kind: 'leader' | 'laggard'): readonly string[] {
  return PLACES.flatMap((place) => {
    const symbol = notes[`${kind}${place}`]
    return symbol === undefined
      ? []
      : [`${symbol.replace(/\.US$/, '')} ${signedPercent(components[`${kind}${place}`], 1)}`]
  })
}

import type { JSX } from 'preact'
import { usePage } from '../../parts/page-context.ts'
import type { SignalRow } from '../../state/api.ts'
import { dateNumber, decimal } from '../figures.ts'
import { Meter, RowsTable } from '../rows-table.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, ofNewestDate, useLatest } from '../use-rows.ts'

const one = decimal(1)

/** Scores of the week in both strategies, and what is held. */
export function MappingPanel(): JSX.Element {
  const text = useTexts()
  const oversold = useLatest('mapping_oversold')
  const strong = useLatest('mapping_strong')
  const [first, second] = [ofNewestDate(oversold.value ?? []), ofNewestDate(strong.value ?? [])]
  const isReady = oversold.value !== null && strong.value !== null
  const answer = {
    value: isReady ? [...first, ...second] : null,
    failure: oversold.failure ?? strong.failure,
  }
  const effective = figureOf(first[0] ?? second[0], 'effective')
  return (
    <SignalPanel
      family="mapping_weekly"
      class="whole"
      row={first[0] ?? second[0]}
      answer={answer}
      onlyCsv
      flush
      table={() => ({
        columns: [
          text('signal'),
          text('date'),
          text('symbol'),
          text('industry'),
          text('counterpart'),
          text('rank'),
          text('score'),
          text('qUs'),
          text('qCn'),
          text('state'),
        ],
        rows: [...first, ...second].map((row) => [
          row.signal,
          row.date,
          row.subject,
          row.notes.industry ?? null,
          row.notes.counterpart ?? null,
          row.rank,
          row.value,
          figureOf(row, 'qUs'),
          figureOf(row, 'qCn'),
          row.state,
        ]),
      })}
    >
      <div class="side-by-side">
        <Ranking title={text('oversold')} rows={first} effective={effective} span={200} />
        <Ranking title={text('strong')} rows={second} effective={effective} span={100} />
      </div>
    </SignalPanel>
  )
}

interface RankingProps {
  readonly title: string
  readonly rows: readonly SignalRow[]
  readonly effective: number | null
  /** The greatest score that there can be. */
  readonly span: number
}

function Ranking({ title, rows, effective, span }: RankingProps): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const held = rows.filter(({ state }) => state === 'held')
  return (
    <div data-signal={rows[0]?.signal}>
      <h3 class="part">
        {title}
        <span class="dim"> {text('heldFrom', { date: dateNumber(effective, language) })}</span>
      </h3>
      <p class="held">
        {held.map(({ subject, notes }) => (
          <span key={subject} class="chip loud" data-held={subject}>
            {notes.industry ?? subject}
          </span>
        ))}
        {held.length === 0 && <span class="dim">–</span>}
      </p>
      <RowsTable
        caption={title}
        rows={rows}
        keyOf={({ subject }) => subject}
        columns={[
          { label: '#', number: true, show: ({ rank }) => rank ?? '' },
          { label: text('industry'), show: ({ subject, notes }) => notes.industry ?? subject },
          { label: text('counterpart'), wrap: true, show: ({ notes }) => notes.counterpart ?? '' },
          {
            label: text('score'),
            number: true,
            show: ({ value, state }) => (
              <Meter share={value === null ? null : value / span} loud={state === 'held'}>
                {one(value, language)}
              </Meter>
            ),
          },
          { label: text('qUs'), number: true, show: (row) => one(figureOf(row, 'qUs'), language) },
          { label: text('qCn'), number: true, show: (row) => one(figureOf(row, 'qCn'), language) },
          { label: text('state'), show: ({ state }) => <StateChip state={state} /> },
        ]}
      />
    </div>
  )
}

import type { JSX } from 'preact'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { SignalSummary } from '../state/api.ts'
import { FAMILY_TEXTS, type Section } from './families.ts'
import { plain } from './figures.ts'
import { knownTime } from './known-time.ts'
import { RowsTable } from './rows-table.tsx'
import { StateChip } from './signal-panel.tsx'
import { useTexts } from './signals-context.ts'

/** Every signal in a line: what it says last, and since when and of how much it speaks. A name opens its section. */
export function OverviewPanel({
  summaries,
  onOpen,
}: {
  readonly summaries: readonly SignalSummary[]
  readonly onOpen: (section: Section) => void
}): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const titleOf = ({ family }: SignalSummary): string => FAMILY_TEXTS[family].title[language === 'zh' ? 1 : 0]
  return (
    <Panel
      title={text('overview')}
      onlyCsv
      flush
      table={() => ({
        columns: [
          text('family'),
          text('signal'),
          text('subject'),
          text('date'),
          text('value'),
          text('state'),
          text('subjects'),
          text('rows'),
          text('since'),
        ],
        rows: summaries.map((row) => [
          titleOf(row),
          row.signal,
          row.latest?.subject ?? null,
          row.to,
          row.latest?.value ?? null,
          row.latest?.state ?? null,
          row.subjects,
          row.rows,
          row.from,
        ]),
      })}
    >
      <RowsTable<SignalSummary>
        caption={text('overview')}
        rows={summaries}
        keyOf={({ signal }) => signal}
        columns={[
          {
            label: text('family'),
            show: (row) => (
              <button type="button" class="link" onClick={() => onOpen(FAMILY_TEXTS[row.family].section)}>
                {titleOf(row)}
              </button>
            ),
          },
          { label: text('signal'), show: ({ signal }) => <code>{signal}</code> },
          {
            label: text('subject'),
            show: ({ latest }) => latest?.subject ?? <span class="dim">{text('noData')}</span>,
          },
          { label: text('value'), number: true, show: ({ latest }) => plain(latest?.value, language) },
          { label: text('state'), show: ({ latest }) => <StateChip state={latest?.state ?? null} /> },
          { label: text('date'), show: ({ to }) => to ?? '' },
          {
            label: text('known'),
            show: ({ availableAt }) => (availableAt === null ? '' : knownTime(availableAt)),
          },
          { label: text('rows'), number: true, show: ({ rows }) => rows.toLocaleString('en-US') },
          { label: text('since'), show: ({ from }) => from ?? '' },
        ]}
      />
    </Panel>
  )
}

import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { money } from '../../format/numbers.ts'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import { Signed } from '../../parts/signed.tsx'
import type { SignalRow } from '../../state/api.ts'
import { dateNumber } from '../figures.ts'
import { wordName } from '../names.ts'
import { RowChart, type RowLine } from '../row-chart.tsx'
import { RowsTable } from '../rows-table.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, ofNewestDate, useLatest, useSeries } from '../use-rows.ts'

const KINDS = ['classes', 'inflows', 'outflows'] as const
const CLASS = 'class.'
const SHOWN = 25

/** Net subscription of classes of funds with their streaks, and the funds at both ends. */
export function EtfFlowsPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const answer = useLatest('etf_flow')
  const all = ofNewestDate(answer.value ?? [])
  const [kind, setKind] = useState<(typeof KINDS)[number]>('classes')
  const rows = chosenOf(all, kind)
  const [wanted, setWanted] = useState<string | null>(null)
  const chosen = rows.find(({ subject }) => subject === wanted) ?? rows[0]
  const nameOf = ({ subject, notes }: SignalRow): string =>
    subject.startsWith(CLASS) ? wordName(subject.slice(CLASS.length), language) : (notes.name ?? subject)
  return (
    <SignalPanel
      family="etf_flows"
      class="whole"
      row={all[0]}
      answer={answer}
      onlyCsv
      actions={
        <Choice
          label={text('kind')}
          options={KINDS.map((value) => ({ value, label: text(value) }))}
          value={kind}
          onChange={setKind}
        />
      }
      table={() => ({
        columns: [
          text('date'),
          text('subject'),
          text('fund'),
          text('netFlow'),
          text('streak'),
          text('twoWeeks'),
          text('cumulative'),
          text('state'),
        ],
        rows: all.map((row) => [
          row.date,
          row.subject,
          nameOf(row),
          row.value,
          figureOf(row, 'streak'),
          figureOf(row, 'twoWeeks'),
          figureOf(row, 'cumulative'),
          row.state,
        ]),
      })}
    >
      <div class="side-by-side">
        <RowsTable
          caption={text('netFlow')}
          rows={rows}
          keyOf={({ subject }) => subject}
          chosen={chosen?.subject ?? null}
          columns={[
            {
              label: text('fund'),
              show: (row) => (
                <button type="button" class="link" onClick={() => setWanted(row.subject)}>
                  {nameOf(row)}
                </button>
              ),
            },
            { label: text('netFlow'), number: true, show: ({ value }) => <b>{money(value, language)}</b> },
            { label: text('streak'), number: true, show: (row) => figureOf(row, 'streak') ?? '' },
            {
              label: text('twoWeeks'),
              number: true,
              show: (row) => money(figureOf(row, 'twoWeeks'), language),
            },
            {
              label: text('valueChange'),
              number: true,
              show: (row) => <Signed value={figureOf(row, 'change')} />,
            },
            {
              label: text('counterCyclical'),
              show: (row) => (figureOf(row, 'counterCyclical') === 1 ? text('yes') : ''),
            },
            {
              label: text('lastOutflow'),
              show: (row) => dateNumber(figureOf(row, 'lastOutflow'), language),
            },
            { label: text('state'), show: ({ state }) => <StateChip state={state} /> },
          ]}
        />
        {chosen !== undefined && <FlowChart row={chosen} name={nameOf(chosen)} />}
      </div>
    </SignalPanel>
  )
}

/** Classes, or the funds at one end, those with the largest flows first. */
function chosenOf(all: readonly SignalRow[], kind: (typeof KINDS)[number]): readonly SignalRow[] {
  const isClass = ({ subject }: SignalRow): boolean => subject.startsWith(CLASS)
  if (kind === 'classes') return all.filter(isClass)
  const sign = kind === 'inflows' ? 1 : -1
  return all
    .filter((row) => !isClass(row) && row.value !== null && row.value * sign > 0)
    .toSorted((a, b) => ((b.value ?? 0) - (a.value ?? 0)) * sign)
    .slice(0, SHOWN)
}

function FlowChart({ row, name }: { row: SignalRow; name: string }): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { value } = useSeries('etf_flow', { subject: row.subject })
  const lines: readonly RowLine[] = [
    {
      label: `${name} ${text('cumulative')}`,
      of: (each) => figureOf(each, 'cumulative'),
      colour: 'accent',
      width: 2,
    },
    { label: text('netFlow'), of: (each) => each.value, colour: 'amber', stepped: true },
  ]
  return (
    <RowChart
      name={`${name} ${text('netFlow')}`}
      rows={(value ?? []).filter(({ subject }) => subject === row.subject)}
      lines={lines}
      guides={[{ value: 0, label: '', colour: 'line-strong' }]}
      format={(each) => money(each, language)}
      height={260}
    />
  )
}

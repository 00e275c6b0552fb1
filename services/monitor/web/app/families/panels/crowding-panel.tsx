import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { money, percent } from '../../format/numbers.ts'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import type { SignalRow } from '../../state/api.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { wordName } from '../names.ts'
import { RowChart, type RowLine } from '../row-chart.tsx'
import { Meter, RowsTable } from '../rows-table.tsx'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, ofNewestDate, useLatest, useSeries } from '../use-rows.ts'

const TMT = 'TMT'
const KINDS = ['segment', 'industry', 'concept', 'board'] as const
const ORDERS = ['share', 'percentile'] as const
const FULL_PERCENTILE = 100

/** Subjects are `<kind>:<name>`, and TMT. */
const kindOf = (subject: string): string => (subject === TMT ? 'segment' : (subject.split(':')[0] ?? ''))
const nameOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1)

/** Which share of turnover the groups have, where that stands in its year, and TMT with its 40%. */
export function CrowdingPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const answer = useLatest('turnover_share')
  const all = ofNewestDate(answer.value ?? [])
  const kinds = KINDS.filter((kind) => all.some(({ subject }) => kindOf(subject) === kind))
  const [wanted, setKind] = useState<string>('segment')
  const [order, setOrder] = useState<(typeof ORDERS)[number]>('percentile')
  const kind = kinds.find((name) => name === wanted) ?? kinds[0]
  const orderOf = (row: SignalRow): number =>
    (order === 'share' ? row.value : figureOf(row, 'percentile')) ?? Number.NEGATIVE_INFINITY
  const rows = all
    .filter(({ subject }) => kindOf(subject) === kind)
    .toSorted((a, b) => orderOf(b) - orderOf(a))
  const [subject, setSubject] = useState(TMT)
  const chosen =
    all.find((row) => row.subject === subject) ?? all.find((row) => row.subject === TMT) ?? rows[0]
  const tmt = all.find((row) => row.subject === TMT)
  const largest = rows.reduce((most, { value }) => Math.max(most, value ?? 0), 0)
  return (
    <SignalPanel
      family="crowding_daily"
      class="whole"
      row={tmt ?? all[0]}
      answer={answer}
      remark={text('crowdingNote')}
      onlyCsv
      actions={
        kind !== undefined && (
          <>
            <Choice
              label={text('kind')}
              options={kinds.map((value) => ({ value: value as string, label: wordName(value, language) }))}
              value={kind as string}
              onChange={setKind}
            />
            <Choice
              label={text('ranking')}
              options={ORDERS.map((value) => ({ value, label: text(value) }))}
              value={order}
              onChange={setOrder}
            />
          </>
        )
      }
      table={() => ({
        columns: [
          text('date'),
          text('subject'),
          text('rank'),
          text('share'),
          text('percentile'),
          text('state'),
        ],
        rows: all.map((row) => [
          row.date,
          row.subject,
          row.rank,
          row.value,
          figureOf(row, 'percentile'),
          row.state,
        ]),
      })}
    >
      <Headline
        items={[
          { name: 'tmt', label: text('tmtShare'), value: percent(tmt?.value, 1) },
          {
            name: 'tmt-percentile',
            label: text('percentile'),
            value: decimal(1)(figureOf(tmt, 'percentile'), language),
          },
          { name: 'week', label: text('weekShare'), value: percent(figureOf(tmt, 'weekShare'), 1) },
          {
            name: 'week-percentile',
            label: text('weekPercentile'),
            value: decimal(1)(figureOf(tmt, 'weekPercentile'), language),
          },
          { name: 'state', label: text('state'), value: <StateChip state={tmt?.state ?? null} /> },
        ]}
      />
      <div class="side-by-side">
        <RowsTable
          caption={text('ranking')}
          rows={rows}
          keyOf={(row) => row.subject}
          chosen={chosen?.subject ?? null}
          columns={[
            {
              label: text('group'),
              show: (row) => (
                <button type="button" class="link" onClick={() => setSubject(row.subject)}>
                  {nameOf(row.subject)}
                </button>
              ),
            },
            {
              label: text('share'),
              number: true,
              show: ({ value }) => (
                <Meter share={value === null || largest === 0 ? null : value / largest}>
                  {percent(value, 2)}
                </Meter>
              ),
            },
            {
              label: text('percentile'),
              number: true,
              show: (row) => {
                const percentile = figureOf(row, 'percentile')
                return (
                  <Meter
                    share={percentile === null ? null : percentile / FULL_PERCENTILE}
                    loud={row.state === 'high'}
                  >
                    {decimal(1)(percentile, language)}
                  </Meter>
                )
              },
            },
            { label: text('amount'), number: true, show: (row) => money(figureOf(row, 'amount'), language) },
            { label: text('state'), show: ({ state }) => <StateChip state={state} /> },
          ]}
        />
        {chosen !== undefined && <ShareChart row={chosen} />}
      </div>
    </SignalPanel>
  )
}

/** A group's share over time; TMT with the line at which it was called crowded. */
function ShareChart({ row }: { row: SignalRow }): JSX.Element {
  const text = useTexts()
  const { value } = useSeries('turnover_share', { subject: row.subject })
  const name = nameOf(row.subject)
  const lines: readonly RowLine[] = [
    { label: `${name} ${text('share')}`, of: (each) => each.value, colour: 'accent', width: 1.8 },
    {
      label: text('percentile'),
      of: (each) => figureOf(each, 'percentile'),
      colour: 'dim',
      dash: [2, 3],
      width: 1,
      right: true,
    },
  ]
  return (
    <RowChart
      name={`${name} ${text('share')}`}
      rows={(value ?? []).filter(({ subject }) => subject === row.subject)}
      lines={lines}
      {...(row.subject === TMT
        ? { guides: [{ value: 0.4, label: text('line40'), colour: 'rise' as const }] }
        : {})}
      format={(each) => percent(each, 0)}
      formatRight={(each) => each.toFixed(0)}
      height={250}
    />
  )
}

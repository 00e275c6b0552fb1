import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { heatColour } from '../../charts/heat-colour.ts'
import { percent, signedPercent, UNKNOWN } from '../../format/numbers.ts'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import type { SignalRow } from '../../state/api.ts'
import { wordName } from '../names.ts'
import { SignalPanel, StateChip } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useLatest } from '../use-rows.ts'

const CYCLES = ['midterm', 'pre', 'presidential', 'post'] as const
const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1)

/** Mean and share of rises by kind of year and month, with n and interval; the month that begins is marked. */
export function ElectionPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const [chosen, setChosen] = useState('SPX.US')
  const answer = useLatest('election_month')
  const all = answer.value ?? []
  const indices = [...new Set(all.map(({ subject }) => subject.split(':')[0] ?? ''))].sort().reverse()
  const index = indices.includes(chosen) ? chosen : (indices[0] ?? '')
  const rows = new Map(
    all.filter(({ subject }) => subject.startsWith(`${index}:`)).map((row) => [row.subject, row]),
  )
  const current = rows.get(`${index}:current`)
  const cellOf = (cycle: string, month: number): SignalRow | undefined =>
    rows.get(`${index}:${cycle}:${String(month).padStart(2, '0')}`)
  return (
    <SignalPanel
      family="election_months"
      class="whole"
      row={current ?? all[0]}
      answer={answer}
      onlyCsv
      remark={text('electionNote')}
      actions={
        <Choice
          label={text('index')}
          options={indices.map((value) => ({ value, label: value }))}
          value={index}
          onChange={setChosen}
        />
      }
      table={() => ({
        columns: [
          text('index'),
          text('cycle'),
          text('month'),
          text('years'),
          text('mean'),
          text('median'),
          text('up'),
          `${text('interval')} <`,
          `${text('interval')} >`,
        ],
        rows: [...rows.values()].map((row) => [
          index,
          row.notes.cycle ?? '',
          figureOf(row, 'month'),
          figureOf(row, 'n'),
          row.value,
          figureOf(row, 'median'),
          figureOf(row, 'upProbability'),
          figureOf(row, 'upLow'),
          figureOf(row, 'upHigh'),
        ]),
      })}
    >
      {current !== undefined && <Current row={current} />}
      <div class="scroll-x">
        <table class="months-grid">
          <thead>
            <tr>
              <th scope="col">{text('cycle')}</th>
              {MONTHS.map((month) => (
                <th key={month} scope="col">
                  {month}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {CYCLES.map((cycle) => (
              <tr key={cycle}>
                <th scope="row">{wordName(cycle, language)}</th>
                {MONTHS.map((month) => (
                  <Cell
                    key={month}
                    row={cellOf(cycle, month)}
                    isCurrent={current?.notes.cycle === cycle && figureOf(current, 'month') === month}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </SignalPanel>
  )
}

function Current({ row }: { row: SignalRow }): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { year, month } = row.components
  return (
    <p class="current-month" data-figure="current">
      {text('currentMonth', {
        month: `${year}-${String(month).padStart(2, '0')}`,
        cycle: wordName(row.notes.cycle ?? '', language),
      })}{' '}
      <b>{signedPercent(row.value, 2)}</b> · {text('up')} {percent(figureOf(row, 'upProbability'), 0)} (
      {percent(figureOf(row, 'upLow'), 0)}–{percent(figureOf(row, 'upHigh'), 0)}) · n{' '}
      {figureOf(row, 'n') ?? UNKNOWN} <StateChip state={row.state} />
    </p>
  )
}

function Cell({ row, isCurrent }: { row: SignalRow | undefined; isCurrent: boolean }): JSX.Element {
  const text = useTexts()
  const { palette } = usePage()
  if (row === undefined) return <td>{UNKNOWN}</td>
  const low = percent(figureOf(row, 'upLow'), 0)
  const high = percent(figureOf(row, 'upHigh'), 0)
  const n = figureOf(row, 'n')
  const title = `${row.subject}: ${text('mean')} ${signedPercent(row.value, 2)}, ${text('up')} ${percent(figureOf(row, 'upProbability'), 0)} (${low}–${high}), n ${n}`
  return (
    <td
      class={isCurrent ? 'current' : ''}
      data-cell={row.subject}
      title={title}
      style={{ background: heatColour(row.value ?? 0, palette) }}
    >
      <b>{signedPercent(row.value, 1)}</b>
      <span>{percent(figureOf(row, 'upProbability'), 0)}</span>
      <small>
        {low}–{high} n{n}
      </small>
    </td>
  )
}

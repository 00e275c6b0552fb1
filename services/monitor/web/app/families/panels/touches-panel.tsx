import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { percent } from '../../format/numbers.ts'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import { Signed } from '../../parts/signed.tsx'
import type { SignalRow } from '../../state/api.ts'
import { decimal } from '../figures.ts'
import { wordName } from '../names.ts'
import { RowsTable } from '../rows-table.tsx'
import { SignalPanel } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useLatest, useSeries } from '../use-rows.ts'

const MOST = 2_000

/** `US.daily.21`: kind of touch and horizon. */
const partsOf = (subject: string): readonly [kind: string, horizon: string] => {
  const [, kind = '', horizon = ''] = subject.split('.')
  return [kind, horizon]
}

/** What the S&P 500 did after each touch, and how that compares with any session. */
export function TouchesPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const [kind, setKind] = useState('fresh')
  const answer = useSeries('vvix_touch', { rows: MOST })
  const sums = useLatest('vvix_touch')
  const kinds = [...new Set((sums.value ?? []).map(({ subject }) => partsOf(subject)[0]))]
  const shown = kinds.includes(kind) ? kind : kinds[0]
  const rows = (answer.value ?? []).filter(({ subject }) => partsOf(subject)[0] === shown).toReversed()
  const summaries = (sums.value ?? [])
    .filter(({ subject }) => partsOf(subject)[0] === shown)
    .toSorted((a, b) => Number(partsOf(a.subject)[1]) - Number(partsOf(b.subject)[1]))
  const newest = (sums.value ?? []).toSorted((a, b) => b.availableAt - a.availableAt)[0]
  const label = (name: string): string => (name === 'daily' ? text('ratio') : wordName(name, language))
  return (
    <SignalPanel
      family="vvix_touches"
      class="half"
      row={newest}
      answer={answer}
      flush
      onlyCsv
      actions={
        shown !== undefined && (
          <Choice
            label={text('kind')}
            options={kinds.map((name) => ({ value: name, label: label(name) }))}
            value={shown}
            onChange={setKind}
          />
        )
      }
      table={() => ({
        columns: [
          text('date'),
          text('kind'),
          text('horizon'),
          text('ratio'),
          text('outcome'),
          text('deepest'),
        ],
        rows: (answer.value ?? []).map((row) => [
          row.date,
          ...partsOf(row.subject),
          figureOf(row, 'ratio'),
          row.value,
          figureOf(row, 'maxDrawdown'),
        ]),
      })}
    >
      <Summary rows={summaries} />
      <RowsTable
        caption={text('touches')}
        rows={rows}
        keyOf={({ subject, date }) => `${subject}/${date}`}
        columns={[
          { label: text('date'), show: ({ date }) => date },
          { label: text('horizon'), number: true, show: ({ subject }) => partsOf(subject)[1] },
          { label: text('ratio'), number: true, show: (row) => decimal(2)(figureOf(row, 'ratio'), language) },
          { label: text('vix'), number: true, show: (row) => decimal(1)(figureOf(row, 'vix'), language) },
          { label: text('outcome'), number: true, show: ({ value }) => <Signed value={value} digits={1} /> },
          {
            label: text('deepest'),
            number: true,
            show: (row) => percent(figureOf(row, 'maxDrawdown'), 1),
          },
        ]}
      />
    </SignalPanel>
  )
}

/** By horizon: how often it ended lower, with its interval, beside any session. */
function Summary({ rows }: { rows: readonly SignalRow[] }): JSX.Element {
  const text = useTexts()
  return (
    <table class="data tight summary">
      <thead>
        <tr>
          {[
            text('horizon'),
            text('touches'),
            text('fellShare'),
            text('interval'),
            text('meanOutcome'),
            text('corrected'),
            `${text('baseline')}: ${text('fellShare')}`,
            `${text('baseline')}: ${text('meanOutcome')}`,
          ].map((label) => (
            <th key={label} scope="col" class="number">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.subject} data-summary={row.subject}>
            <td class="number">{partsOf(row.subject)[1]}</td>
            <td class="number">{figureOf(row, 'n')}</td>
            <td class="number">{percent(figureOf(row, 'fellShare'), 0)}</td>
            <td class="number dim">
              {percent(figureOf(row, 'fellLow'), 0)}–{percent(figureOf(row, 'fellHigh'), 0)}
            </td>
            <td class="number">
              <Signed value={figureOf(row, 'mean')} digits={1} />
            </td>
            <td class="number">{percent(figureOf(row, 'correctedShare'), 0)}</td>
            <td class="number">{percent(figureOf(row, 'baseFellShare'), 0)}</td>
            <td class="number">
              <Signed value={figureOf(row, 'baseMean')} digits={1} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { percent } from '../../format/numbers.ts'
import { Choice } from '../../parts/choice.tsx'
import { usePage } from '../../parts/page-context.ts'
import { Signed } from '../../parts/signed.tsx'
import type { SignalRow } from '../../state/api.ts'
import { decimal } from '../figures.ts'
import { wordName } from '../names.ts'
import { type Column, RowsTable } from '../rows-table.tsx'
import { SignalPanel } from '../signal-panel.tsx'
import { useTexts } from '../signals-context.ts'
import { figureOf, useLatest, useSeries } from '../use-rows.ts'

const MOST = 2_000

/** `US.daily.21`: kind of touch and horizon. */
const partsOf = (subject: string): readonly [kind: string, horizon: string] => {
  const [, kind = '', horizon = ''] = subject.split('.')
  return [kind, horizon]
}

/** A touch with what is known of it, by horizon. */
interface Touch {
  readonly first: SignalRow
  readonly outcomes: ReadonlyMap<string, SignalRow>
}

/** Newest first. */
function touchesOf(rows: readonly SignalRow[]): readonly Touch[] {
  const byDate = new Map<string, SignalRow[]>()
  for (const row of rows) byDate.set(row.date, [...(byDate.get(row.date) ?? []), row])
  return [...byDate.values()]
    .map((all) => ({
      first: all[0]!,
      outcomes: new Map(all.map((row) => [partsOf(row.subject)[1], row])),
    }))
    .toSorted((a, b) => (a.first.date < b.first.date ? 1 : -1))
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
  const touches = touchesOf((answer.value ?? []).filter(({ subject }) => partsOf(subject)[0] === shown))
  const horizons = [...new Set(touches.flatMap(({ outcomes }) => [...outcomes.keys()]))].sort(
    (a, b) => Number(a) - Number(b),
  )
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
        rows={touches}
        keyOf={({ first }) => first.date}
        columns={[
          { label: text('date'), show: ({ first }) => first.date },
          {
            label: text('ratio'),
            number: true,
            show: ({ first }) => decimal(2)(figureOf(first, 'ratio'), language),
          },
          {
            label: text('vix'),
            number: true,
            show: ({ first }) => decimal(1)(figureOf(first, 'vix'), language),
          },
          ...horizons.flatMap((n): Column<Touch>[] => [
            {
              label: text('after', { n }),
              number: true,
              show: ({ outcomes }) => <Signed value={outcomes.get(n)?.value} digits={1} />,
            },
            {
              label: text('deepestAfter', { n }),
              number: true,
              show: ({ outcomes }) => percent(figureOf(outcomes.get(n), 'maxDrawdown'), 1),
            },
          ]),
        ]}
      />
    </SignalPanel>
  )
}

/** By horizon: how often it ended lower, with its interval, beside any session. */
function Summary({ rows }: { rows: readonly SignalRow[] }): JSX.Element {
  const text = useTexts()
  return (
    <div class="scroll-x">
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
    </div>
  )
}

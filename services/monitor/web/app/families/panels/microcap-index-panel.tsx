import type { JSX } from 'preact'
import { signedPercent } from '../../format/numbers.ts'
import { usePage } from '../../parts/page-context.ts'
import type { SignalRow } from '../../state/api.ts'
import { api } from '../../stream/api-client.ts'
import { decimal } from '../figures.ts'
import { Headline } from '../headline.tsx'
import { RowChart, type RowLine, rowsTable } from '../row-chart.tsx'
import { SignalPanel } from '../signal-panel.tsx'
import { momentOf, useSignalsPlace, useTexts } from '../signals-context.ts'
import { useAnswer } from '../use-answer.ts'
import { usePair } from '../use-pair.tsx'
import { useSeries } from '../use-rows.ts'

const PROXY = 'MICROCAP.PROXY'
const MOST = 20_000

/** The index built here against the proxy of the data, both from 1. */
export function MicrocapIndexPanel(): JSX.Element {
  const text = useTexts()
  const { language } = usePage()
  const { pair, choice } = usePair('microcap_index')
  const answer = useSeries('microcap_index', { subject: pair })
  const rows = answer.value ?? []
  const last = rows.at(-1)
  const proxy = useProxy(rows[0], last)
  const first = rows.find(({ date, value }) => value !== null && proxy.has(date))
  const ownBase = first?.value ?? rows.find(({ value }) => value !== null)?.value ?? null
  const proxyBase = first === undefined ? null : (proxy.get(first.date) ?? null)
  const ours = ({ value }: SignalRow): number | null =>
    value === null || ownBase === null ? null : value / ownBase
  const theirs = ({ date }: SignalRow): number | null => {
    const level = proxy.get(date)
    return level === undefined || proxyBase === null ? null : level / proxyBase
  }
  const lines: readonly RowLine[] = [
    { label: text('ours'), of: ours, colour: 'accent', width: 2 },
    { label: text('proxy'), of: theirs, colour: 'amber', dash: [5, 3] },
  ]
  const lastOf = (of: (row: SignalRow) => number | null): number | null => {
    const row = rows.findLast((each) => of(each) !== null)
    const value = row === undefined ? null : of(row)
    return value === null ? null : value - 1
  }
  return (
    <SignalPanel
      family="microcap_index_daily"
      class="half"
      row={last}
      answer={answer}
      actions={choice}
      remark={text('indexNote')}
      table={() =>
        rowsTable(
          rows,
          [{ label: text('level'), of: ({ value }) => value, colour: 'accent' }, ...lines],
          [text('date'), text('state')],
        )
      }
    >
      <Headline
        items={[
          { name: 'level', label: text('level'), value: decimal(2)(last?.value, language) },
          { name: 'ours', label: text('ours'), value: signedPercent(lastOf(ours), 1) },
          { name: 'proxy', label: text('proxy'), value: signedPercent(lastOf(theirs), 1) },
        ]}
      />
      <RowChart
        name={text('level')}
        rows={rows}
        lines={lines}
        format={(value) => value.toFixed(2)}
        height={230}
      />
    </SignalPanel>
  )
}

/** Closes of the proxy by date, over the dates of the rows. */
function useProxy(first: SignalRow | undefined, last: SignalRow | undefined): ReadonlyMap<string, number> {
  const { dataset, date } = useSignalsPlace()
  const bounds = { from: first?.date ?? '', to: last?.date ?? '' }
  const { value } = useAnswer(first === undefined ? null : JSON.stringify([dataset, date, bounds]), () =>
    api.series(dataset, PROXY, { ...bounds, limit: MOST, asOf: momentOf(date) }),
  )
  return new Map(value?.columns.date.map((day, at) => [day, value.columns.close[at]!]))
}

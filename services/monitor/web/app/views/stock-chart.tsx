import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { LineChart } from '../charts/line-chart.tsx'
import type { Guide, LineSeries } from '../charts/line-series.ts'
import { sessionAxis } from '../charts/session-axis.ts'
import { money, price } from '../format/numbers.ts'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { BoardRow, StockDay } from '../state/api.ts'
import { rowsOfColumns } from '../state/day.ts'
import { limitLines } from '../state/limit-lines.ts'

interface StockChartProps {
  readonly answer: StockDay
  readonly row: BoardRow | null
  readonly until: number
}

/** A stock's minutes with both limits and the reference price; seal money on the right. */
export function StockChart({ answer, row, until }: StockChartProps): JSX.Element {
  const { t, language } = usePage()
  const bars = useMemo(() => rowsOfColumns(answer.bars), [answer])
  const boards = useMemo(() => rowsOfColumns(answer.boards), [answer])
  const minutes = useMemo(
    () =>
      [...new Set([...bars, ...boards].map(({ minute }) => minute))]
        .filter((minute) => minute <= until)
        .sort((a, b) => a - b),
    [bars, boards, until],
  )
  const series = useMemo((): readonly LineSeries[] => {
    const close = new Map(boards.map(({ minute, last }) => [minute, last]))
    for (const bar of bars) close.set(bar.minute, bar.close)
    const seal = new Map(boards.map(({ minute, sealAmount }) => [minute, sealAmount]))
    return [
      {
        label: t('price'),
        values: minutes.map((minute) => close.get(minute) ?? null),
        colour: 'accent',
        width: 2,
      },
      {
        label: t('sealMoney'),
        values: minutes.map((minute) => seal.get(minute) ?? null),
        colour: 'amber',
        dash: [4, 3],
        right: true,
      },
    ]
  }, [bars, boards, minutes, t])
  const guides = useMemo((): readonly Guide[] => {
    if (row === null) return []
    const lines = limitLines(row)
    return [
      ...(lines === null
        ? []
        : [{ value: lines.up, label: `${t('limitUpPrice')} ${price(lines.up)}`, colour: 'rise' as const }]),
      { value: row.prevClose, label: `${t('prevClose')} ${price(row.prevClose)}`, colour: 'dim' },
      ...(lines?.down == null
        ? []
        : [
            {
              value: lines.down,
              label: `${t('limitDownPrice')} ${price(lines.down)}`,
              colour: 'fall' as const,
            },
          ]),
    ]
  }, [row, t])
  const table = () => ({
    columns: [t('time'), t('open'), t('price'), t('volume'), t('amount')],
    rows: bars.map(({ minute, open, close, volume, amount }) => [
      minuteLabel(minute),
      open,
      close,
      volume,
      amount,
    ]),
  })
  return (
    <Panel title={t('stockDay')} note={answer.date} table={table}>
      <LineChart
        name={`${answer.name ?? answer.symbol} ${t('stockDay')}`}
        x={sessionAxis(minutes)}
        series={series}
        format={price}
        formatRight={(value) => money(value, language)}
        guides={guides}
        height={280}
        placeLabel={minuteLabel}
      />
    </Panel>
  )
}

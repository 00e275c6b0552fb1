import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { EChart, tooltip } from '../charts/echart.tsx'
import { integer, money } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { Signed } from '../parts/signed.tsx'
import type { MinuteRow } from '../state/api.ts'
import { histogramBars } from '../state/histogram.ts'

/** How many stocks stand at which change: falls on the left, rises on the right, counts on the bars. */
export function HistogramPanel({ row }: { row: MinuteRow | null }): JSX.Element {
  const { t, palette, language } = usePage()
  const counts = row?.histogram
  const bars = useMemo(() => histogramBars(counts ?? []), [counts])
  const option = useMemo(
    () => ({
      grid: { left: 6, right: 6, top: 18, bottom: 20 },
      tooltip: { ...tooltip(palette), trigger: 'axis', axisPointer: { type: 'shadow' } },
      xAxis: {
        type: 'category',
        data: bars.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: { color: palette.dim, fontSize: 10, interval: 0, hideOverlap: true },
      },
      yAxis: { type: 'value', show: false },
      series: [
        {
          type: 'bar',
          name: t('count'),
          barCategoryGap: '18%',
          label: { show: true, position: 'top', color: palette.dim, fontSize: 10, distance: 2 },
          labelLayout: { hideOverlap: true },
          data: bars.map(({ count, direction }) => ({
            value: count,
            itemStyle: {
              color: direction > 0 ? palette.rise : direction < 0 ? palette.fall : palette.dim,
              ...(direction < 0
                ? {
                    decal: {
                      symbol: 'rect',
                      rotation: 0.785,
                      dashArrayX: [1, 0],
                      dashArrayY: [2, 3],
                      color: 'rgba(0,0,0,0.28)',
                    },
                  }
                : {}),
            },
          })),
        },
      ],
    }),
    [bars, palette, t],
  )
  const table = () => ({
    columns: [`${t('change')} %`, t('count')],
    rows: bars.map(({ label, count }) => [label, count]),
  })
  const note = row !== null && (
    <p class="share">
      <span class="rise">▲{integer(row.advancers)}</span> <span class="fall">▼{integer(row.decliners)}</span>{' '}
      ={integer(row.unchanged)} · {t('untraded')} {integer(row.untraded)} · {t('meanReturn')}{' '}
      <Signed value={row.meanReturn} /> · {money(row.amount, language)}
    </p>
  )
  return (
    <Panel title={t('histogram')} table={table}>
      {note}
      <EChart
        name={`${t('histogram')}: ${bars.map(({ label, count }) => `${label}%: ${count}`).join(', ')}`}
        option={option}
        height={150}
      />
    </Panel>
  )
}

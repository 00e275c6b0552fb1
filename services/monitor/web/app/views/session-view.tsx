import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { MinuteRow } from '../state/api.ts'
import { currentRow, type Day, rowsSoFar } from '../state/day.ts'
import { BreadthPanel } from './breadth-panel.tsx'
import { CountsPanel } from './counts-panel.tsx'
import { FeedbackPanel } from './feedback-panel.tsx'
import { Figures } from './figures.tsx'
import { HistogramPanel } from './histogram-panel.tsx'
import { LadderPanel } from './ladder-panel.tsx'
import { PromotionPanel } from './promotion-panel.tsx'
import { StagePanel } from './stage-panel.tsx'

/** The session at a glance. */
export function SessionView({ day, previous }: { day: Day; previous: readonly MinuteRow[] }): JSX.Element {
  const { minutes, live } = day
  const rows = useMemo(() => rowsSoFar({ minutes, live }), [minutes, live])
  const row = currentRow(day)
  return (
    <>
      <Figures row={row} previous={previous} />
      <StagePanel rows={rows} row={row} closed={day.closed} />
      <PromotionPanel rows={rows} previous={previous} previousDate={day.previousDate} />
      <CountsPanel rows={rows} />
      <LadderPanel boards={day.boards} tiers={row?.tiers ?? []} class="seven" />
      <div class="five stack">
        <FeedbackPanel boards={day.boards} closed={day.closed} />
        <HistogramPanel row={row} />
        <BreadthPanel rows={rows} />
      </div>
    </>
  )
}

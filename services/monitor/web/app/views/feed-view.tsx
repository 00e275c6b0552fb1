import type { JSX } from 'preact'
import { currentRow, type Day } from '../state/day.ts'
import { CoveragePanel } from './coverage-panel.tsx'
import { FeedStatePanel } from './feed-state-panel.tsx'
import { HygienePanel } from './hygiene-panel.tsx'

/** How well the market is seen: freshness, coverage, gaps, and what tick hygiene did. */
export function FeedView({ day, replaying }: { day: Day; replaying: boolean }): JSX.Element {
  return (
    <>
      <FeedStatePanel day={day} replaying={replaying} />
      <HygienePanel counters={currentRow(day)?.hygiene ?? {}} />
      <CoveragePanel day={day} />
    </>
  )
}

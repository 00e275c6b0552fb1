import type { JSX } from 'preact'
import { clock } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import { currentRow, type Day } from '../state/day.ts'

/** Says that an open session brings nothing new, and of when the figures are; nothing while it does. */
export function FeedNotice({ day }: { day: Day | null }): JSX.Element {
  const { t } = usePage()
  const isSilent = day?.feed?.state === 'silent'
  const time = clock(day === null ? null : currentRow(day)?.eventTime)
  return (
    <div role="status" aria-live="polite">
      {isSilent && (
        <p class="notice silent">
          <b>▲ {t('feedSilentShort')}</b> {t('feedSilentNote', { time })}
        </p>
      )}
    </div>
  )
}

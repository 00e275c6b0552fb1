import type { JSX } from 'preact'
import { integer } from '../format/numbers.ts'
import { qualityName } from '../parts/code-names.ts'
import { usePage } from '../parts/page-context.ts'
import { currentRow, type Day } from '../state/day.ts'
import { areMostSilent } from '../state/feed-summary.ts'
import { lateSnapshots } from '../state/hygiene-fates.ts'
import type { Connection } from '../state/page-state.ts'

interface FeedDotProps {
  readonly day: Day | null
  readonly connection: Connection
  readonly replaying: boolean
}

/** How well the market is seen, in one line: a mark with a shape and a word, coverage, late snapshots, quality. */
export function FeedDot({ day, connection, replaying }: FeedDotProps): JSX.Element | null {
  const { t, controller } = usePage()
  if (day === null) return null
  const row = currentRow(day)
  const quality = row?.quality ?? null
  const isSilent = !replaying && day.feed?.state === 'silent'
  const mostSilent = row !== null && areMostSilent(row)
  const isBad = isSilent || mostSilent || quality === 'partial' || connection.state === 'lost'
  const late = lateSnapshots(row?.hygiene ?? {})
  return (
    <button
      type="button"
      class={`feed-dot ${isBad ? 'bad' : quality === 'ok' ? 'good' : ''}`}
      title={t('feedHealth')}
      onClick={() => controller.show({ view: 'feed' })}
    >
      <span aria-hidden="true">{isBad ? '▲' : quality === 'ok' ? '●' : '○'}</span>{' '}
      <span>{isSilent ? t('feedSilentShort') : qualityName(quality, t)}</span>
      {row !== null && (
        <span class="dim wide">
          {' '}
          {t('seen')} {integer(row.seen)}/{integer(row.expected)}
          {late > 0 && ` · ${t('late')} ${integer(late)}`}
          {mostSilent && ` · ${t('silentOf', { n: integer(row.stale), m: integer(row.seen) })}`}
        </span>
      )}
      <span class="hidden-text"> {t('feedHealth')}</span>
    </button>
  )
}

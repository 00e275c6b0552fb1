import type { JSX } from 'preact'
import { usePage } from '../parts/page-context.ts'
import { currentRow, type Day } from '../state/day.ts'
import { lateSnapshots } from '../state/feed-summary.ts'
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
  const isBad = isSilent || quality === 'partial' || connection.state === 'lost'
  const late = lateSnapshots(row?.hygiene ?? {})
  const word = {
    ok: t('qualityOk'),
    noBook: t('qualityNoBook'),
    partial: t('qualityPartial'),
    unknown: t('qualityUnknown'),
  }[quality ?? 'unknown']
  return (
    <button
      type="button"
      class={`feed-dot ${isBad ? 'bad' : quality === 'ok' ? 'good' : ''}`}
      title={t('feedHealth')}
      onClick={() => controller.show({ view: 'feed' })}
    >
      <span aria-hidden="true">{isBad ? '▲' : quality === 'ok' ? '●' : '○'}</span>{' '}
      <span>{isSilent ? t('stale') : word}</span>
      {row !== null && (
        <span class="dim wide">
          {' '}
          {t('seen')} {row.seen}/{row.expected}
          {late > 0 && ` · ${t('late')} ${late}`}
          {row.stale > 0 && ` · ${t('stale')} ${row.stale}`}
        </span>
      )}
    </button>
  )
}

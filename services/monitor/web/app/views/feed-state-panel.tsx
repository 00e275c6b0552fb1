import type { JSX } from 'preact'
import { integer, percent, UNKNOWN } from '../format/numbers.ts'
import { clock, minuteLabel } from '../format/session-minute.ts'
import type { Translate } from '../i18n/translate.ts'
import { qualityName } from '../parts/code-names.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { FeedState } from '../state/api.ts'
import { currentRow, type Day } from '../state/day.ts'
import { areMostSilent, missingMinutes } from '../state/feed-summary.ts'
import { lateSnapshots } from '../state/hygiene-fates.ts'

interface Fact {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly bad?: boolean
}

interface FeedStatePanelProps {
  readonly day: Day
  readonly replaying: boolean
}

/** How fresh and how complete the market is seen. */
export function FeedStatePanel({ day, replaying }: FeedStatePanelProps): JSX.Element {
  const { t } = usePage()
  const facts = [...liveFacts(day, replaying, t), ...coverageFacts(day, t)]
  return (
    <Panel
      title={t('feedHealth')}
      class="third"
      onlyCsv
      flush
      table={() => ({
        columns: [t('name'), t('state')],
        rows: facts.map(({ name, value }) => [name, value]),
      })}
    >
      <dl class="facts-list">
        {facts.map(({ id, name, value, bad = false }) => (
          <div key={id} data-fact={id}>
            <dt class="dim">{name}</dt>
            <dd class={bad ? 'bad' : ''}>
              {bad && '▲ '}
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function liveFacts(day: Day, replaying: boolean, t: Translate): readonly Fact[] {
  const { feed } = day
  const eventTime = clock(currentRow(day)?.eventTime ?? feed?.eventTime)
  const time = { id: 'event-time', name: t('eventTime'), value: eventTime }
  if (replaying) return [{ id: 'state', name: t('state'), value: t('feedReplayed') }, time]
  const isSilent = feed?.state === 'silent'
  return [
    { id: 'state', name: t('state'), value: stateText(day, feed, t), bad: isSilent },
    time,
    ...(feed !== null && (feed.state === 'open' || isSilent)
      ? [
          {
            id: 'freshness',
            name: t('freshness'),
            value: t('secondsAgo', { n: integer(feed.silentSeconds) }),
          },
        ]
      : []),
  ]
}

/** A session that the server does not follow, because it is not the newest, is over. */
function stateText(day: Day, feed: FeedState | null, t: Translate): string {
  if (day.closed || feed === null) return t('feedClosed')
  return {
    waiting: t('feedWaiting'),
    open: t('feedOpen'),
    silent: t('feedSilent', { n: integer(feed.silentSeconds) }),
    closed: t('feedClosed'),
  }[feed.state]
}

function coverageFacts(day: Day, t: Translate): readonly Fact[] {
  const row = currentRow(day)
  const gaps = missingMinutes(day.minutes)
  const revised = day.minutes.filter((one) => (one?.revision ?? 0) > 0).length
  const gapText =
    gaps.length === 0 ? t('none') : `${gaps.length}: ${gaps.slice(0, 6).map(minuteLabel).join(' ')}`
  const known = [
    { id: 'gaps', name: t('gaps'), value: gapText, bad: gaps.length > 0 },
    { id: 'revised', name: t('revised'), value: integer(revised) },
  ]
  if (row === null) return known
  const missing = row.expected - row.seen
  return [
    {
      id: 'coverage',
      name: t('coverage'),
      value:
        row.expected === 0
          ? UNKNOWN
          : `${percent(row.seen / row.expected, 2)} (${integer(row.seen)}/${integer(row.expected)})`,
    },
    { id: 'missing', name: t('missing'), value: integer(missing) },
    {
      id: 'stale',
      name: t('stale'),
      value: t('silentOf', { n: integer(row.stale), m: integer(row.seen) }),
      bad: areMostSilent(row),
    },
    { id: 'suspended', name: t('suspended'), value: integer(row.suspended) },
    { id: 'cohort-missing', name: t('cohortMissing'), value: integer(row.cohortMissing) },
    { id: 'late', name: t('late'), value: integer(lateSnapshots(row.hygiene)) },
    ...known,
    { id: 'quality', name: t('quality'), value: qualityName(row.quality, t), bad: row.quality === 'partial' },
  ]
}

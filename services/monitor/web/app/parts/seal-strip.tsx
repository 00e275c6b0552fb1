import type { JSX } from 'preact'
import { clock, minuteOfTime } from '../format/session-minute.ts'
import type { Span } from '../state/seal-spans.ts'
import { usePage } from './page-context.ts'

interface SealStripProps {
  readonly spans: readonly Span[]
  /** How far the session is, in minutes: what lasts is drawn up to here. */
  readonly until: number
}

/** A session from left to right: full height where sealed, a thin line where it had been touched and stood open. */
export function SealStrip({ spans, until }: SealStripProps): JSX.Element {
  const { t } = usePage()
  const text = spans
    .map(
      ({ kind, from, to }) =>
        `${clock(from)}–${to === null ? '' : clock(to)} ${t(kind === 'sealed' ? 'stateSealed' : 'stateBroken')}`,
    )
    .join(', ')
  return (
    <svg class="strip" viewBox="0 0 240 14" preserveAspectRatio="none" role="img" aria-label={text}>
      <title>{text}</title>
      {[30, 60, 90, 120, 150, 180, 210].map((minute) => (
        <line key={minute} x1={minute} x2={minute} y1="0" y2="14" class={minute === 120 ? 'noon' : 'tick'} />
      ))}
      <rect x={until} y="0" width={Math.max(240 - until, 0)} height="14" class="future" />
      {spans.map(({ kind, side, from, to }) => {
        const x = minuteOfTime(from)
        const width = Math.max((to === null ? Math.max(until, x) : minuteOfTime(to)) - x, 0.8)
        return kind === 'sealed' ? (
          <rect key={from} x={x} y="1" width={width} height="12" class={`sealed ${side}`} />
        ) : (
          <rect key={from} x={x} y="5.5" width={width} height="3" class={`opened ${side}`} />
        )
      })}
    </svg>
  )
}

import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { minuteLabel } from '../format/session-minute.ts'
import { usePage } from '../parts/page-context.ts'
import type { PageState } from '../state/page-state.ts'
import { FASTEST, SPEEDS } from '../state/place.ts'

/** Replays a stored session: speed, pause, seek. Shown for sessions with minutes, or while one runs. */
export function ReplayBar({ state }: { state: PageState }): JSX.Element | null {
  const { t, controller } = usePage()
  const { day, replay, sessions } = state
  const [dragged, setDragged] = useState<number | null>(null)
  if (day === null) return null
  if (replay === null) {
    const stored = sessions.find(({ date }) => date === day.date)
    if (!day.closed || stored === undefined || stored.minutes === 0) return null
    return (
      <div class="bar replay">
        <button type="button" onClick={() => controller.show({ date: day.date, replay: 60 })}>
          ⟲ {t('startReplay')}
        </button>
      </div>
    )
  }
  const { playing, speed, minute, ended } = replay
  const shown = dragged ?? minute
  const seek = (to: number): void => {
    setDragged(null)
    controller.replayFrom(to, speed)
  }
  return (
    <section class="bar replay" aria-label={t('replayBar')}>
      <button
        type="button"
        class="play"
        onClick={() =>
          playing ? controller.pauseReplay() : controller.replayFrom(ended ? 0 : minute, speed)
        }
      >
        {playing ? `❚❚ ${t('pause')}` : `▶ ${t('play')}`}
      </button>
      <label>
        <span class="dim">{t('speed')}</span>
        <select
          value={String(speed)}
          onChange={({ currentTarget }) => {
            controller.replayFrom(minute, Number(currentTarget.value))
          }}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={String(one)}>
              {one === FASTEST ? t('speedMax') : `${one}×`}
            </option>
          ))}
        </select>
      </label>
      <input
        type="range"
        class="seek"
        aria-label={t('seek')}
        aria-valuetext={minuteLabel(shown)}
        min={0}
        max={240}
        value={shown}
        onInput={({ currentTarget }) => setDragged(Number(currentTarget.value))}
        onChange={({ currentTarget }) => seek(Number(currentTarget.value))}
      />
      <b>{minuteLabel(shown)}</b>
      {ended && <span class="dim">{t('replayEnded')}</span>}
      <button type="button" onClick={() => controller.show({ replay: null })}>
        ✕ {t('leaveReplay')}
      </button>
    </section>
  )
}

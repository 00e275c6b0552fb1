import type { JSX } from 'preact'
import { usePage } from '../parts/page-context.ts'
import type { PageState } from '../state/page-state.ts'

/** Which data set, and which of its sessions. */
export function Places({ state }: { state: PageState }): JSX.Element {
  const { t, controller } = usePage()
  const { day, datasets, sessions, place } = state
  return (
    <>
      {datasets.length > 0 && (
        <select
          aria-label={t('dataset')}
          value={day?.dataset ?? ''}
          onChange={({ currentTarget }) =>
            controller.show({ dataset: currentTarget.value, date: null, replay: null })
          }
        >
          {datasets.map(({ dataset, simulated }) => (
            <option key={dataset} value={dataset}>
              {simulated ? `${dataset} (${t('simulated')})` : dataset}
            </option>
          ))}
        </select>
      )}
      {day !== null && (
        <select
          aria-label={t('date')}
          value={place.date ?? ''}
          onChange={({ currentTarget }) =>
            controller.show({ date: currentTarget.value || null, replay: null })
          }
        >
          <option value="">{`${sessions[0]?.date ?? day.date} ${t('latest')}`}</option>
          {sessions.map(({ date, minutes }) => (
            <option key={date} value={date}>
              {minutes > 0 ? `${date} ${t('byMinute')}` : date}
            </option>
          ))}
        </select>
      )}
    </>
  )
}

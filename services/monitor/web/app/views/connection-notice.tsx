import type { JSX } from 'preact'
import { usePage } from '../parts/page-context.ts'
import { useNow } from '../parts/use-now.ts'
import type { Connection } from '../state/page-state.ts'

/** Says that the line is cut, and when it is tried again; nothing while it holds. */
export function ConnectionNotice({ connection }: { connection: Connection }): JSX.Element {
  return (
    <div role="status" aria-live="polite">
      {connection.state === 'lost' && <Lost retryAt={connection.retryAt} />}
    </div>
  )
}

function Lost({ retryAt }: { retryAt: number }): JSX.Element {
  const { t } = usePage()
  const seconds = Math.max(0, Math.ceil((retryAt - useNow()) / 1000))
  return (
    <p class="notice">
      <b>{t('serverTitle')}</b> {t('serverText')} {t('offline', { seconds })}
    </p>
  )
}

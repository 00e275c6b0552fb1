import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { usePage } from '../parts/page-context.ts'

interface SignalsProps {
  readonly dataset: string
  readonly date: string | null
}

let loaded: ComponentType<SignalsProps> | null = null

/** The view of signals; its code comes when it is opened first. */
export function SignalsTab(props: SignalsProps): JSX.Element {
  const { t, controller } = usePage()
  const [View, setView] = useState<ComponentType<SignalsProps> | null>(() => loaded)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    if (View !== null) return
    let isWanted = true
    import('../families/signals-view.tsx').then(
      ({ SignalsView }) => {
        loaded = SignalsView
        if (isWanted) setView(() => SignalsView)
      },
      (error: unknown) => {
        if (isWanted) setFailure(String(error))
      },
    )
    return () => {
      isWanted = false
    }
  }, [View])
  if (View !== null) return <View {...props} />
  return (
    <div class="message">
      <h2>{failure === null ? t('loading') : t('failed', { reason: failure })}</h2>
      {failure !== null && (
        <button type="button" onClick={() => controller.reload()}>
          {t('retry')}
        </button>
      )}
    </div>
  )
}

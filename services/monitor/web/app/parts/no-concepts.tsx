import type { JSX } from 'preact'
import { usePage } from './page-context.ts'

/** Why there is no concept, and what brings them. */
export function NoConcepts(): JSX.Element {
  const { t } = usePage()
  return (
    <p class="nothing dim">
      <b>{t('noConceptsTitle')}</b>
      <br />
      {t('noConcepts')}
    </p>
  )
}

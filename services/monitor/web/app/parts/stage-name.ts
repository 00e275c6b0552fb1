import { STAGES } from '../../../../../core/sentiment/stage-grid.ts'
import { usePage } from './page-context.ts'

/** Names of stages in the page's language; null for none. */
export function useStageName(): (code: string | null) => string | null {
  const { language } = usePage()
  return (code) => {
    const stage = STAGES.find((one) => one.code === code)
    if (stage === undefined) return code
    return language === 'zh' ? stage.chinese : stage.english
  }
}

import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { usePage } from '../parts/page-context.ts'
import type { SignalSummary } from '../state/api.ts'
import { type SignalText, signalTexts } from './texts.ts'

/** What the panels of the signals' view share. */
export interface SignalsPlace {
  readonly dataset: string
  /** Null: now. Else a session: only what was known by its end. */
  readonly date: string | null
  /** Newest rows that a chart shows. */
  readonly rows: number
  readonly summaries: ReadonlyMap<string, SignalSummary>
  /** Rises with every look at the server, so that what may have been corrected is asked for again now and then. */
  readonly round: number
}

export const SignalsContext = createContext<SignalsPlace | null>(null)

export function useSignalsPlace(): SignalsPlace {
  const place = useContext(SignalsContext)
  if (place === null) throw new Error('A panel of signals stands outside SignalsContext.')
  return place
}

export function useTexts(): SignalText {
  return signalTexts(usePage().language)
}

/** End of the chosen session's day in Shanghai, epoch ms; undefined: now. */
export const momentOf = (date: string | null): number | undefined =>
  date === null ? undefined : Date.parse(`${date}T23:59:59+08:00`)

import type { SignalLatest, SignalRow, SignalSeries } from '../state/api.ts'
import { api } from '../stream/api-client.ts'
import { momentOf, type SignalsPlace, useSignalsPlace } from './signals-context.ts'
import { type Answer, useAnswer } from './use-answer.ts'

/** Rounds after which everything is asked for again: a corrected row changes neither count nor newest moment. */
const REFRESH_ROUNDS = 12

/** What of a signal is stored, as one text: a new one means new rows. Null where there is none. */
export function stampOf({ summaries, round }: SignalsPlace, signal: string): string | null {
  const summary = summaries.get(signal)
  if (summary === undefined || summary.rows === 0) return null
  return `${summary.rows}/${summary.availableAt}/${Math.floor(round / REFRESH_ROUNDS)}`
}

/** The newest row of each subject. */
export function useLatest(signal: string): Answer<readonly SignalRow[]> {
  const place = useSignalsPlace()
  const stamp = stampOf(place, signal)
  const { dataset, date } = place
  const { value, failure } = useAnswer<SignalLatest>(
    stamp === null ? null : JSON.stringify([dataset, date, signal, stamp]),
    () => api.signalLatest(dataset, signal, { asOf: momentOf(date) }),
  )
  return { value: stamp === null ? [] : (value?.rows ?? null), failure }
}

/** Rows of a subject, or of all, ascending. */
export function useSeries(
  signal: string,
  { subject, rows }: { readonly subject?: string | undefined; readonly rows?: number } = {},
): Answer<readonly SignalRow[]> {
  const place = useSignalsPlace()
  const stamp = stampOf(place, signal)
  const { dataset, date } = place
  const limit = rows ?? place.rows
  const { value, failure } = useAnswer<SignalSeries>(
    stamp === null ? null : JSON.stringify([dataset, date, signal, subject ?? null, limit, stamp]),
    () => api.signalSeries(dataset, signal, { subject, limit, asOf: momentOf(date) }),
  )
  return { value: stamp === null ? [] : (value?.rows ?? null), failure }
}

/** Rows of the newest date only: subjects that have ended stand with older ones. */
export function ofNewestDate(rows: readonly SignalRow[]): readonly SignalRow[] {
  const newest = rows
    .map(({ date }) => date)
    .toSorted()
    .at(-1)
  return rows.filter(({ date }) => date === newest)
}

/** A component of a row, null where it has none. */
export const figureOf = (row: SignalRow | undefined, name: string): number | null =>
  row?.components[name] ?? null

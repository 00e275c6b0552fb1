import { useEffect, useState } from 'preact/hooks'
import { ApiFailure } from '../stream/api-client.ts'

/** An answer of the server: the last one stays while the next is on its way. */
export interface Answer<Value> {
  readonly value: Value | null
  readonly failure: string | null
}

const NOTHING = { value: null, failure: null } as const

/**
 * Asks when `key` changes, and keeps what was answered. What was asked for under an earlier key does not come through.
 *
 * @param key names what is asked for; null: nothing is
 */
export function useAnswer<Value>(key: string | null, ask: () => Promise<Value>): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>(NOTHING)
  useEffect(() => {
    if (key === null) return
    let isWanted = true
    ask().then(
      (value) => {
        if (isWanted) setAnswer({ value, failure: null })
      },
      (error: unknown) => {
        if (!(error instanceof ApiFailure)) throw error
        if (isWanted) setAnswer(({ value }) => ({ value, failure: error.message }))
      },
    )
    return () => {
      isWanted = false
    }
  }, [key])
  return answer
}

import { useEffect, useState } from 'preact/hooks'

/** Signals come a few times a day: to look this often is soon enough. */
const ROUND_MS = 10_000

/** Rises while the page is visible: each round asks the server once whether there is something new. */
export function useRounds(): number {
  const [round, setRound] = useState(0)
  useEffect(() => {
    const next = (): void => {
      if (!document.hidden) setRound((before) => before + 1)
    }
    const timer = window.setInterval(next, ROUND_MS)
    document.addEventListener('visibilitychange', next)
    return () => {
      window.clearInterval(timer)
      document.removeEventListener('visibilitychange', next)
    }
  }, [])
  return round
}

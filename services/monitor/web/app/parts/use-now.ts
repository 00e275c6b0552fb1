import { useEffect, useState } from 'preact/hooks'

/** The time of this machine, every second: for countdowns and freshness only. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

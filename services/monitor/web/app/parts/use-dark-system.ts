import { useEffect, useState } from 'preact/hooks'

/** Whether the system asks for a dark page, followed as it changes. */
export function useDarkSystem(): boolean {
  const [isDark, setDark] = useState(() => matchMedia(QUERY).matches)
  useEffect(() => {
    const query = matchMedia(QUERY)
    const change = (): void => setDark(query.matches)
    query.addEventListener('change', change)
    return () => query.removeEventListener('change', change)
  }, [])
  return isDark
}

const QUERY = '(prefers-color-scheme: dark)'

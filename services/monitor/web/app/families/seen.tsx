import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** How far below the window something is made ready. */
const AHEAD = '500px'

/** What it holds is made, and asks for its data, when it comes near the window. */
export function Seen({
  class: name,
  label,
  children,
}: {
  readonly class: string
  readonly label: string
  readonly children: ComponentChildren
}): JSX.Element {
  const box = useRef<HTMLElement>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true)
      },
      { rootMargin: AHEAD },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  if (isSeen) return <>{children}</>
  return <section ref={box} class={`panel unseen ${name}`} aria-label={label} />
}

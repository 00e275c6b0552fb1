import type { JSX } from 'preact'
import { arrow, signedPercent } from '../format/numbers.ts'

/** A return: sign and arrow say what the colour says. */
export function Signed({
  value,
  digits = 2,
}: {
  value: number | null | undefined
  digits?: number
}): JSX.Element {
  const tone = (value ?? 0) > 0 ? 'rise' : (value ?? 0) < 0 ? 'fall' : ''
  return (
    <span class={tone}>
      <span class="arrow" aria-hidden="true">
        {arrow(value)}
      </span>
      {signedPercent(value, digits)}
    </span>
  )
}

import type { HygieneMark } from './hygiene-mark.ts'
import { RESET_SHARE } from './hygiene-rules.ts'
import type { TickMemory } from './tick-memory.ts'

/** What is added to the cumulative figures that a vendor prints, and what was found. */
export interface CounterOffsets {
  readonly volumeOffset: number
  readonly amountOffset: number
  readonly resetVolume: number
  readonly resetAmount: number
  readonly mark: HygieneMark | null
}

/** Whether volume and amount grow or stay, and no reset is open: the offsets stay as they are. */
export function countersGrow(before: TickMemory, volume: number, amount: number | null): boolean {
  return (
    volume >= before.seenVolume &&
    before.resetVolume === 0 &&
    (amount === null || before.seenAmount === null || amount >= before.seenAmount)
  )
}

/**
 * Offsets after a snapshot whose counters may have gone back (domain.md D6 b, c).
 *
 * - A fall to a tenth or less with the same reference price is a vendor's reset: what was counted is added
 *   from here on.
 * - A jump straight back to where the counter stood before shows that the fall was a glitch, e.g. one
 *   snapshot of zeros: the addition is taken back.
 * - A smaller fall is a correction: nothing is added, the day so far waits until the counter has caught up.
 *
 * @param volume shares as printed
 * @param amount fen as printed
 */
export function offsetsAfter(
  before: TickMemory,
  volume: number,
  amount: number | null,
  samePrevClose: boolean,
): CounterOffsets {
  const { volumeOffset, amountOffset, resetVolume, resetAmount, seenVolume, seenAmount } = before
  if (volume < seenVolume && volume <= seenVolume * RESET_SHARE && samePrevClose) {
    const lost = seenAmount ?? 0
    return {
      volumeOffset: volumeOffset + seenVolume,
      amountOffset: amountOffset + lost,
      resetVolume: seenVolume,
      resetAmount: lost,
      mark: 'volumeReset',
    }
  }
  if (resetVolume > 0 && seenVolume <= resetVolume * RESET_SHARE && volume >= resetVolume) {
    return {
      volumeOffset: volumeOffset - resetVolume,
      amountOffset: amountOffset - resetAmount,
      resetVolume: 0,
      resetAmount: 0,
      mark: 'volumeRestored',
    }
  }
  const back = volume < seenVolume || (amount !== null && seenAmount !== null && amount < seenAmount)
  return { volumeOffset, amountOffset, resetVolume, resetAmount, mark: back ? 'volumeCorrection' : null }
}

import type { Fen } from '../../../core/market/price.ts'
import type { SourceTick } from '../ticks/source-tick.ts'

interface Counted {
  /** Figures at the latest reset. */
  baseVolume: number
  baseAmount: number
  /** True figures of the snapshot before. */
  volume: number
  amount: number
  /** The snapshot before came in time, once and unharmed. */
  isSound: boolean
}

/** A reset shows if the new figure is below this share of the one before. */
const CLEAR_DROP = 0.01

/** Restarts the cumulative volume and amount of shares from zero, and remembers from where. */
export class VolumeResets {
  readonly #shares = new Map<string, Counted>()

  /** The snapshot as the feed prints it after the resets so far; `isWanted` makes one here if it would be clear. */
  apply(tick: SourceTick, isSound: boolean, isWanted: boolean): SourceTick {
    const counted = this.#counted(tick.symbol)
    const traded = tick.volume - counted.volume
    const isClear = traded <= (counted.volume - counted.baseVolume) * CLEAR_DROP && tick.status === 'trading'
    if (isWanted && isSound && counted.isSound && isClear && counted.volume > counted.baseVolume) {
      counted.baseVolume = counted.volume
      counted.baseAmount = counted.amount
    }
    counted.volume = tick.volume
    counted.amount = tick.amount ?? 0
    counted.isSound = isSound
    if (counted.baseVolume === 0) return tick
    const amount = tick.amount === null ? null : ((tick.amount - counted.baseAmount) as Fen)
    return { ...tick, volume: tick.volume - counted.baseVolume, amount }
  }

  #counted(symbol: string): Counted {
    let counted = this.#shares.get(symbol)
    if (counted === undefined) {
      counted = { baseVolume: 0, baseAmount: 0, volume: 0, amount: 0, isSound: false }
      this.#shares.set(symbol, counted)
    }
    return counted
  }
}

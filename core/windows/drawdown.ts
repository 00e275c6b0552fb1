import { drawdownDepth } from './drawdown-depth.ts'
import { isAccepted, RecursiveWindow } from './recursive-window.ts'
import { nameOf } from './span-rules.ts'

export type DrawdownSpec = { readonly kind: 'drawdown' }
export const drawdown = (): DrawdownSpec => ({ kind: 'drawdown' })

/**
 * Drawdown 回撤 of the last value from the greatest since the last restart, a fraction from -1 to 0, and the deepest so
 * far. Values have to be positive.
 */
export class Drawdown extends RecursiveWindow<DrawdownSpec> {
  constructor() {
    super(drawdown(), 3, 1)
  }

  get value(): number | null {
    return this.isReady ? this.state[1]! : null
  }

  /** The greatest value. */
  get peak(): number | null {
    return this.isReady ? this.state[0]! : null
  }

  /** The deepest drawdown 最大回撤. */
  get deepest(): number | null {
    return this.isReady ? this.state[2]! : null
  }

  clone(): Drawdown {
    const copy = new Drawdown()
    copy.takeState(this)
    return copy
  }

  push(value: number | null): void {
    if (value === null) return
    if (!isAccepted(value)) this.refuse(value)
    this.accept(value + 0)
    this.seen += 1
  }

  /** Takes the next value; `count` is still that of the values before. */
  protected accept(value: number): void {
    if (value <= 0) throw new RangeError(`Window ${nameOf(this.spec)}: ${value} is not positive.`)
    const peak = Math.max(this.state[0]!, value)
    const depth = drawdownDepth(value, peak)
    this.state[0] = peak
    this.state[1] = depth
    this.state[2] = Math.min(this.state[2]!, depth)
  }
}

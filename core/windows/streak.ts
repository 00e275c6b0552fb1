import { isAccepted, RecursiveWindow } from './recursive-window.ts'

export type StreakSpec = { readonly kind: 'streak' }
export const streak = (): StreakSpec => ({ kind: 'streak' })

/**
 * How many values in a row have had the sign of the last one 连续: 3 after the third positive value, -2 after the second
 * negative one, 0 after a zero. Push changes to count rises and falls. Nulls neither count nor break it.
 */
export class Streak extends RecursiveWindow<StreakSpec> {
  constructor() {
    super(streak(), 1, 1)
  }

  get value(): number | null {
    return this.isReady ? this.state[0]! : null
  }

  clone(): Streak {
    const copy = new Streak()
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
    const sign = Math.sign(value)
    const before = this.state[0]!
    this.state[0] = Math.sign(before) === sign ? before + sign : sign
  }
}

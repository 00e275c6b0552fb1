/** So many single records refused one after the other: the fault is not theirs. */
const MOST_IN_A_ROW = 100

/**
 * How large blocks may be while a row is being looked for that ClickHouse does not take: half of the refused
 * block, half again with every refusal, down to the one record; and twice as large with every block that was taken.
 */
export class Caution {
  readonly #usual: number
  #most = Number.POSITIVE_INFINITY
  #inARow = 0

  /** @param usual rows of a block when nothing is the matter */
  constructor(usual: number) {
    this.#usual = usual
  }

  /** Records that the next block may hold. */
  get most(): number {
    return this.#most
  }

  get isOn(): boolean {
    return this.#most !== Number.POSITIVE_INFINITY
  }

  refused(rows: number): void {
    this.#most = Math.max(1, Math.floor(Math.min(rows, this.#most) / 2))
  }

  /** One record was refused on its own; false: there have been so many that something else must be wrong. */
  foundOne(): boolean {
    this.#inARow += 1
    return this.#inARow <= MOST_IN_A_ROW
  }

  taken(rows: number): void {
    if (rows > 0) this.#inARow = 0
    this.#most *= 2
    if (this.#most >= this.#usual) this.#most = Number.POSITIVE_INFINITY
  }
}

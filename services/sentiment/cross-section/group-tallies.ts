import type { Fen } from '../../../core/market/price.ts'
import type { GroupTurnover } from '../../../schemas/generated/events.ts'

/** What one company's session adds to its groups. */
export interface Contribution {
  readonly advanced: boolean
  readonly amount: Fen | null
  /** Whole CNY, so that sums are exact in any order; null where its shares are unknown. */
  readonly cap: number | null
}

/** Sums of a group: members, advancers, amount, amountKnown, totalCap, capKnown, cappedAmount, cappedCap. */
const WIDTH = 8

/** Sums of one session by group: integers, so that no order of companies can matter. They begin with `clear`. */
export class GroupTallies {
  readonly #numbers = new Map<string, number>()
  readonly #groups: Pick<GroupTurnover, 'kind' | 'name'>[] = []
  #sums = new Float64Array(64 * WIDTH)
  #order: readonly number[] = []

  /** Where a group's sums stand; a company's groups are looked up once and added to every session. */
  numberOf(kind: string, name: string): number {
    const key = `${kind}/${name}`
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#groups.push({ kind, name }) - 1
      this.#numbers.set(key, number)
      if (this.#groups.length * WIDTH > this.#sums.length) this.#grow()
    }
    return number
  }

  clear(): void {
    this.#sums.fill(0)
  }

  add(groups: readonly number[], { advanced, amount, cap }: Contribution): void {
    const sums = this.#sums
    for (let at = 0; at < groups.length; at += 1) {
      const from = groups[at]! * WIDTH
      sums[from]! += 1
      if (advanced) sums[from + 1]! += 1
      if (amount !== null) {
        sums[from + 2]! += amount
        sums[from + 3]! += 1
      }
      if (cap === null) continue
      sums[from + 4]! += cap
      sums[from + 5]! += 1
      if (amount === null) continue
      sums[from + 6]! += amount
      sums[from + 7]! += cap
    }
  }

  /** Groups in which anybody traded, ascending by kind and name. */
  list(): GroupTurnover[] {
    const sums = this.#sums
    const traded: GroupTurnover[] = []
    for (const number of this.#inOrder()) {
      const from = number * WIDTH
      if (sums[from] === 0) continue
      const { kind, name } = this.#groups[number]!
      traded.push({
        kind,
        name,
        members: sums[from]!,
        advancers: sums[from + 1]!,
        amount: sums[from + 2]!,
        amountKnown: sums[from + 3]!,
        totalCap: sums[from + 4]!,
        capKnown: sums[from + 5]!,
        cappedAmount: sums[from + 6]!,
        cappedCap: sums[from + 7]!,
      })
    }
    return traded
  }

  #inOrder(): readonly number[] {
    if (this.#order.length !== this.#groups.length) {
      const groups = this.#groups
      this.#order = [...groups.keys()].sort(
        (a, b) =>
          compareText(groups[a]!.kind, groups[b]!.kind) || compareText(groups[a]!.name, groups[b]!.name),
      )
    }
    return this.#order
  }

  #grow(): void {
    const larger = new Float64Array(this.#sums.length * 2)
    larger.set(this.#sums)
    this.#sums = larger
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

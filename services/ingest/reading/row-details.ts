import type { RiskStatus } from '../../../schemas/generated/events.ts'
import type { Omission } from '../source.ts'

/** What a row says beside its numbers. */
export interface RowDetail {
  /** Why the row is no bar; null for a bar. */
  readonly omission: Omission['reason'] | null
  readonly name: string | null
  readonly riskStatus: RiskStatus | null
  readonly noLimit: boolean | null
  readonly flags: readonly string[]
}

const PLAIN: RowDetail = { omission: null, name: null, riskStatus: null, noLimit: null, flags: [] }

/** Numbers row details, of which there are few, so that a row carries one small integer. Number 0 is plain. */
export class RowDetails {
  readonly #details: RowDetail[] = [PLAIN]
  readonly #numbers = new Map<string, number>([[keyOf(PLAIN), 0]])

  number(detail: RowDetail): number {
    const key = keyOf(detail)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#details.push(detail) - 1
    this.#numbers.set(key, number)
    return number
  }

  at(number: number): RowDetail {
    return this.#details[number]!
  }

  /** The number of the same detail with something changed. */
  variant(number: number, change: Partial<RowDetail>): number {
    return this.number({ ...this.at(number), ...change })
  }
}

const keyOf = (detail: RowDetail): string =>
  `${detail.omission}|${detail.name}|${detail.riskStatus}|${detail.noLimit}|${detail.flags.join()}`

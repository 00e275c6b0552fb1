import { formatTradeDate, type TradeDate } from '../../../../core/market/trade-date.ts'
import type { IntradayPartial } from '../../../../schemas/generated/events.ts'
import type { BoardRow } from '../../api/types.ts'
import { boardRow } from '../rows/board-row.ts'
import type { NameOf } from './log-event.ts'

interface Share {
  readonly partial: IntradayPartial
  readonly rows: ReadonlyMap<string, BoardRow>
}

/**
 * Boards of the running session, merged over the tasks that each see some of the symbols. Of a task the value with
 * the latest event time counts, whichever topic it came by, so the order between topics does not matter.
 */
export class Members {
  readonly #dataset: string
  readonly #nameOf: NameOf
  readonly #shares = new Map<number, Share>()
  /** JSON of each row as it was sent last. */
  #sent = new Map<string, string>()
  #tradeDate: TradeDate | undefined
  #sentDate: TradeDate | undefined

  constructor(dataset: string, nameOf: NameOf) {
    this.#dataset = dataset
    this.#nameOf = nameOf
  }

  /** Session that the rows belong to; null before the first. */
  get date(): string | null {
    return this.#tradeDate === undefined ? null : formatTradeDate(this.#tradeDate)
  }

  /** False for what is older than what is known. */
  accept(partial: IntradayPartial): boolean {
    const { tradeDate, task, eventTime } = partial
    if (tradeDate < (this.#tradeDate ?? 0)) return false
    if (tradeDate !== this.#tradeDate) this.#shares.clear()
    this.#tradeDate = tradeDate
    const known = this.#shares.get(task)?.partial
    if (known !== undefined && known.eventTime > eventTime) return false
    const rows = partial.members.map((member) => boardRow(member, null))
    this.#shares.set(task, { partial, rows: new Map(rows.map((row) => [row.symbol, row])) })
    return true
  }

  /** With the names that are known by now. */
  rows(): BoardRow[] {
    return [...this.#shares.values()].flatMap(({ rows }) =>
      [...rows.values()].map((row) => ({ ...row, name: this.#nameOf(row.symbol) })),
    )
  }

  /** Everything before this is in every task's share. */
  get eventTime(): number {
    return Math.min(...[...this.#shares.values()].map(({ partial }) => partial.eventTime))
  }

  /** JSON of the difference to what was taken before; undefined where there is none. */
  takeChange(): string | undefined {
    const full = this.#sentDate !== this.#tradeDate
    const before = full ? new Map<string, string>() : this.#sent
    const now = new Map(this.rows().map((row) => [row.symbol as string, JSON.stringify(row)]))
    const changed = [...now].filter(([symbol, json]) => before.get(symbol) !== json).map(([, json]) => json)
    const removed = [...before.keys()].filter((symbol) => !now.has(symbol))
    this.#sent = now
    this.#sentDate = this.#tradeDate
    if (!full && changed.length === 0 && removed.length === 0) return undefined
    return this.#json(full, changed, removed)
  }

  /** JSON of everything as it was taken last; undefined before the first. */
  all(): string | undefined {
    return this.#sentDate === undefined ? undefined : this.#json(true, [...this.#sent.values()], [])
  }

  #json(full: boolean, changed: readonly string[], removed: readonly string[]): string {
    const minutes = [...this.#shares.values()].map(({ partial }) => partial.minute)
    const head = {
      dataset: this.#dataset,
      date: formatTradeDate(this.#sentDate ?? this.#tradeDate!),
      eventTime: this.eventTime,
      minute: minutes.every((minute) => minute === minutes[0]) ? (minutes[0] ?? null) : null,
      full,
    }
    const text = JSON.stringify(head)
    return `${text.slice(0, -1)},"changed":[${changed.join(',')}],"removed":${JSON.stringify(removed)}}`
  }
}

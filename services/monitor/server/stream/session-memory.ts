import { formatTradeDate, type TradeDate } from '../../../../core/market/trade-date.ts'
import type { GroupRow, LimitEvent, MinuteRow } from '../../api/types.ts'
import type { LogEvent } from './log-event.ts'

/** Most limit changes kept of a session; the busiest of our data has a tenth of it. */
const MOST_EVENTS = 50_000

/**
 * What came of the newest session since this server reads. It goes over the stored rows, so that an answer holds
 * what has not reached the warehouse yet.
 */
export class SessionMemory {
  #tradeDate: TradeDate | undefined
  #previous: TradeDate | undefined
  #final = false
  readonly minutes = new Map<number, MinuteRow>()
  /** By symbol and sequence; null: withdrawn. */
  readonly events = new Map<string, LimitEvent | null>()
  /** The newest row of each group: between full minutes only those come in which something happened. */
  readonly groups = new Map<string, GroupRow>()

  get date(): string | null {
    return this.#tradeDate === undefined ? null : formatTradeDate(this.#tradeDate)
  }

  get previousDate(): string | null {
    return this.#previous === undefined ? null : formatTradeDate(this.#previous)
  }

  get final(): boolean {
    return this.#final
  }

  /** Begins a newer session. True if it is one. */
  open(tradeDate: TradeDate): boolean {
    if (tradeDate <= (this.#tradeDate ?? 0)) return false
    this.#previous = this.#tradeDate
    this.#tradeDate = tradeDate
    this.#final = false
    this.minutes.clear()
    this.events.clear()
    this.groups.clear()
    return true
  }

  /** Keeps an event of the newest session. True if the session has just closed. */
  keep(event: LogEvent): boolean {
    if (event.tradeDate !== this.#tradeDate) return false
    if (event.name === 'limit-change') this.#keepChange(event.data.event, event.data.deleted)
    if (event.name === 'group') for (const row of event.data.rows) this.#keepGroup(row)
    if (event.name === 'minute') this.#keepMinute(event.data.row)
    const final = (event.name === 'minute' || event.name === 'stage') && event.data.row.final
    const closes = final && !this.#final
    this.#final ||= final
    return closes
  }

  #keepMinute(row: MinuteRow): void {
    if ((this.minutes.get(row.minute)?.revision ?? -1) <= row.revision) this.minutes.set(row.minute, row)
  }

  #keepChange(event: LimitEvent, deleted: boolean): void {
    const key = eventKey(event)
    if ((this.events.get(key)?.revision ?? -1) > event.revision) return
    if (this.events.size >= MOST_EVENTS && !this.events.has(key)) return
    this.events.set(key, deleted ? null : event)
  }

  #keepGroup(row: GroupRow): void {
    const key = groupKey(row)
    const known = this.groups.get(key)
    const isOld =
      known !== undefined &&
      (known.minute > row.minute || (known.minute === row.minute && known.revision > row.revision))
    if (!isOld) this.groups.set(key, row)
  }
}

export const eventKey = ({ symbol, sequence }: Pick<LimitEvent, 'symbol' | 'sequence'>): string =>
  `${symbol}/${sequence}`

export const groupKey = ({ kind, name }: Pick<GroupRow, 'kind' | 'name'>): string => `${kind}/${name}`

import type { Price } from '../price.ts'
import { NO_LIMIT_FROM } from './hygiene-rules.ts'

/** Whether a printed limit-up is a sentinel: 10000 CNY or more, 0 or less (domain.md G8). */
export function isNoLimit(limitUp: Price): boolean {
  return limitUp >= NO_LIMIT_FROM || limitUp <= 0
}

/** A printed limit that can be compared with prices; null for a sentinel. */
export function usableLimit(limit: Price, noLimit: boolean): Price | null {
  return noLimit || limit <= 0 || limit >= NO_LIMIT_FROM ? null : limit
}

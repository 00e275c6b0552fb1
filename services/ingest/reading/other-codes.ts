import type { Exchange } from '../../../core/market/instrument-symbol.ts'

/**
 * Code ranges that sources print beside A shares and that are not shares: funds, bonds, repo, indices.
 * Rows of these are left out, while rows of no known range are rejected (domain reference A1; 810 and
 * 82 are Beijing's directed convertible bonds and preferred shares).
 */
const OTHER_RANGES: ReadonlyArray<{ readonly exchange: Exchange; readonly prefix: string }> = [
  { exchange: 'SH', prefix: '5' },
  { exchange: 'SH', prefix: '01' },
  { exchange: 'SH', prefix: '10' },
  { exchange: 'SH', prefix: '11' },
  { exchange: 'SH', prefix: '13' },
  { exchange: 'SH', prefix: '204' },
  { exchange: 'SH', prefix: '88' },
  { exchange: 'SH', prefix: '99' },
  { exchange: 'SZ', prefix: '11' },
  { exchange: 'SZ', prefix: '12' },
  { exchange: 'SZ', prefix: '13' },
  { exchange: 'SZ', prefix: '14' },
  { exchange: 'SZ', prefix: '15' },
  { exchange: 'SZ', prefix: '16' },
  { exchange: 'SZ', prefix: '18' },
  { exchange: 'SZ', prefix: '395' },
  { exchange: 'SZ', prefix: '399' },
  { exchange: 'BJ', prefix: '81' },
  { exchange: 'BJ', prefix: '82' },
  { exchange: 'BJ', prefix: '899' },
]

/** Exchange of a code that is known not to be a share; undefined where no range matches. */
export function otherExchange(code: string, exchange?: string): Exchange | undefined {
  return OTHER_RANGES.find(
    (range) => (exchange === undefined || range.exchange === exchange) && code.startsWith(range.prefix),
  )?.exchange
}

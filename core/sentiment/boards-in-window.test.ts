import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boardsInWindow, withSession } from './boards-in-window.ts'

const historyOf = (days: readonly boolean[]): number =>
  days.reduce((history, sealed) => withSession(history, sealed), 0)

/** Sessions as text, oldest first: x closed at the limit-up. */
const windowOf = (days: string) => boardsInWindow(historyOf([...days].map((day) => day === 'x')))

describe('boardsInWindow', () => {
  // Rows of the Eastmoney limit-up pool of 2026 (n/m column), with the limit-ups of the sessions before.
  it.each([
    ['.x', '1/1'],
    ['xxx', '3/3'],
    ['x..x', '4/2'],
    ['x...x', '1/1'],
    // 603400 on 2026-08-04: limit-ups 8, 5 and 4 sessions before.
    ['x..xx...x', '6/3'],
    // 001223 on 2026-08-03: 5 and 1 sessions before.
    ['x...xx', '6/3'],
    // 603221 on 2026-07-31: the nine sessions up to it, and one 19 before.
    ['x..........xxxxxxxxx', '20/10'],
    // 000815 on 2026-07-31: 9, 8, 7 and 6 sessions before.
    ['xxxx.....x', '10/5'],
  ])('%s', (days, published) => {
    const window = windowOf(days)!
    expect(`${window.days}/${window.boards}`).toBe(published)
  })

  it('is nothing for a share that did not close at its limit', () => {
    expect(windowOf('xx.')).toBeNull()
    expect(windowOf('')).toBeNull()
  })

  it('equals the longest window that a search over all of them finds', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 70 }), (earlier) => {
        const days = [...earlier, true].slice(-50)
        const windows = days.flatMap((sealed, from) => {
          const boards = days.slice(from).filter(Boolean).length
          const length = days.length - from
          return sealed && boards * 2 >= length ? [{ boards, days: length }] : []
        })
        expect(boardsInWindow(historyOf([...earlier, true]))).toEqual(windows[0])
      }),
    )
  })
})

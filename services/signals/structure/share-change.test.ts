import { describe, expect, it } from 'vitest'
import { type FundDay, NO_SPLIT, type ShareChange, type SplitMemory, shareChange } from './share-change.ts'

/** What is said of each day after the first; a count that cannot be used is not kept. */
function changesOf(days: readonly (readonly [shares: number, nav: number])[]): ShareChange[] {
  let [before, ...rest] = days.map(([shares, nav]): FundDay => ({ shares, nav }))
  let memory: SplitMemory = NO_SPLIT
  return rest.map((today) => {
    const change = shareChange(before!, memory, today)
    const keeps = change.kind === 'unknown' && change.reason !== 'unexplained'
    memory = change.memory
    before = { shares: keeps ? before!.shares : today.shares, nav: today.nav }
    return change
  })
}

const flows = (changes: readonly ShareChange[]): (number | string)[] =>
  changes.map((change) => (change.kind === 'unknown' ? change.reason : change.flow))

describe('shareChange', () => {
  it('is the change of shares times the value', () => {
    expect(
      flows(
        changesOf([
          [1000, 2],
          [1500, 2.1],
          [1200, 2],
        ]),
      ),
    ).toEqual([500 * 2.1, -300 * 2])
  })

  it('does not count a split', () => {
    // One into two, and 3% more shares; the value falls by 2% as well.
    const [split] = changesOf([
      [1000, 2],
      [2060, 0.98],
    ])
    expect(split).toMatchObject({ kind: 'flow', split: 2 })
    expect(flows([split!])[0]).toBeCloseTo(60 * 0.98, 9)
    // Five into one.
    const [merged] = changesOf([
      [5000, 0.4],
      [1010, 2.02],
    ])
    expect(merged).toMatchObject({ split: 0.2 })
    expect(flows([merged!])[0]).toBeCloseTo(10 * 2.02, 9)
  })

  it('finds the factor also when the value moves by as much as it may', () => {
    for (const factor of [2, 3, 4, 5, 10])
      for (const move of [0.8, 0.9, 1, 1.1, 1.2]) {
        const [change] = changesOf([
          [1000, 6],
          [1000 * factor, (6 / factor) * move],
        ])
        expect(change).toMatchObject({ kind: 'flow', split: factor, flow: 0 })
      }
  })

  it('waits for a count that follows the value a day later', () => {
    expect(
      flows(
        changesOf([
          [1000, 3],
          [1000, 1.5],
          [1000, 1.48],
          [1960, 1.6],
          [1970, 1.6],
        ]),
      ),
    ).toEqual(['splitAwaited', 'splitAwaited', -40 * 1.6, 10 * 1.6])
  })

  it('leaves out a count that falls back behind a split', () => {
    // As 159663 in 2026-07: 234.5, 471.0, 234.5, 461.0 million.
    expect(
      flows(
        changesOf([
          [234.5, 2.55],
          [471, 1.25],
          [234.5, 1.19],
          [461, 1.22],
        ]),
      ),
    ).toEqual([2 * 1.25, 'staleShares', -10 * 1.22])
  })

  it('suspects a whole multiple without a split of the value', () => {
    expect(
      changesOf([
        [8689, 1.3223],
        [17126, 1.33],
      ])[0],
    ).toMatchObject({ kind: 'suspect' })
    expect(
      changesOf([
        [1000, 1],
        [2200, 1],
      ])[0],
    ).toMatchObject({ kind: 'flow' })
  })

  it('says nothing of a value that jumps by no factor', () => {
    expect(
      flows(
        changesOf([
          [1000, 1],
          [1000, 1.45],
          [1100, 1.45],
        ]),
      ),
    ).toEqual(['unexplained', 100 * 1.45])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  correlation,
  createWindow,
  defineWindows,
  delay,
  ema,
  lookBackOf,
  mean,
  median,
  percentileRank,
  seriesOf,
  streak,
  sum,
  topK,
  type WindowSpec,
} from './windows.ts'

describe('createWindow', () => {
  it('makes the window that a configuration names', () => {
    const spec = JSON.parse('{"kind":"mean","length":3,"minimum":2}') as WindowSpec
    const window = createWindow(spec)
    expect(window.spec).toEqual(spec)
    expect(createWindow(mean({ length: 3, minimum: 2 })).snapshot()).toEqual(window.snapshot())
  })

  it.each<[object, RegExp]>([
    [{ kind: 'mode', length: 3 }, /no window "mode"; there are argMax/],
    [{ kind: 'mean', length: 0 }, /mean\(length 0\): length is 0/],
    [{ kind: 'mean', length: 2.5 }, /length/],
    [{ kind: 'mean', length: 2 ** 20 + 1 }, /length/],
    [{ kind: 'mean' }, /length/],
    [{ kind: 'mean', length: 3, minimum: 4 }, /minimum is 4 and has to be an integer from 1 to 3/],
    [{ kind: 'mean', duration: 0 }, /duration/],
    [{ kind: 'mean', duration: 5, minimum: 0 }, /minimum/],
    [{ kind: 'mean', duration: 5, capacity: 0 }, /capacity/],
    [{ kind: 'variance', length: 3, freedom: 2 }, /freedom/],
    [{ kind: 'covariance', length: 3, freedom: -1 }, /freedom/],
    [{ kind: 'quantile', length: 3, share: 1.1 }, /share/],
    [{ kind: 'topK', length: 3, k: 4 }, /k is 4/],
    [{ kind: 'delay', places: -1 }, /places/],
    [{ kind: 'ema', length: 3, alpha: 0 }, /alpha/],
    [{ kind: 'macd', fast: 26, slow: 12 }, /fast \(26\)/],
    [{ kind: 'ema', length: 3, seed: 'last' }, /seed is "last" and has to be one of first, mean, adjusted/],
    [{ kind: 'macd', line: 'bar' }, /line/],
    [{ kind: 'macd', seed: 'adjusted' }, /seed/],
    [{ kind: 'percentileRank', length: 3, rule: 'average' }, /rule/],
    [{ kind: 'topK', length: 3, k: 1, order: 'most' }, /order/],
    [{ kind: 'macd', scale: Number.NaN }, /scale/],
    [{ kind: 'dema', length: 3, seed: 'mean' }, /seed/],
  ])('refuses %j', (spec, message) => {
    expect(() => createWindow(spec as WindowSpec)).toThrow(message)
  })

  it('knows before it runs how far back a window looks, and at how many series', () => {
    expect(lookBackOf(mean({ length: 21 }))).toBe(21)
    expect(lookBackOf(delay({ places: 5 }))).toBe(6)
    expect(lookBackOf(ema({ length: 12 }))).toBe(Number.POSITIVE_INFINITY)
    expect(lookBackOf(sum({ duration: 1_000 }))).toBeNull()
    expect([seriesOf(correlation({ length: 5 })), seriesOf(streak())]).toEqual([2, 1])
  })
})

describe('windows by hand', () => {
  it('ranks as domain reference D7 tells, with nulls left out and 60% filled', () => {
    const rank = (
      rule: 'weak' | 'strict' | 'mean' | 'rank' | 'excel',
      values: readonly (number | null)[],
    ): number | null => {
      const window = createWindow(percentileRank({ length: values.length, rule }))
      for (const value of values) window.push(value)
      return window.value
    }
    // D7: x = 3 in {1, 2, 3, 4}; x = 2 in {1, 2, 2, 3}
    expect((['weak', 'strict', 'mean', 'rank'] as const).map((rule) => rank(rule, [1, 2, 4, 3]))).toEqual([
      75, 50, 62.5, 75,
    ])
    expect((['weak', 'strict', 'mean', 'rank'] as const).map((rule) => rank(rule, [1, 3, 2, 2]))).toEqual([
      75, 25, 50, 62.5,
    ])
    expect([rank('excel', [1, 2, 4, 3])!.toFixed(1), rank('excel', [1, 3, 2, 2])!.toFixed(1)]).toEqual([
      '66.7',
      '33.3',
    ])
    expect(rank('weak', [null, 1, null, 2, 3])).toBe(100)
    expect(rank('weak', [null, null, null, 2, 3])).toBeNull()
    expect(rank('weak', [1, 2, 3, 4, null])).toBeNull()
    expect(rank('weak', [0.3, 1, 0.1 + 0.2])!.toFixed(1)).toBe('66.7')
    expect(rank('excel', [5])).toBeNull()
  })

  it('lists the k greatest and the k least', () => {
    const greatest = createWindow(topK({ length: 4, minimum: 2, k: 3 }))
    const least = createWindow(topK({ length: 4, minimum: 2, k: 3, order: 'least' }))
    for (const window of [greatest, least]) for (const value of [9, 5, null]) window.push(value)
    expect([greatest.value, greatest.values(), least.values()]).toEqual([null, [9, 5], [5, 9]])
    for (const window of [greatest, least]) for (const value of [7, 6]) window.push(value)
    expect([greatest.value, greatest.values(), least.values()]).toEqual([5, [7, 6, 5], [5, 6, 7]])
  })

  it('lets the old go when time passes and nothing comes', () => {
    const window = createWindow(median({ duration: 10 }))
    for (const [value, time] of [
      [1, 0],
      [2, 5],
      [9, 8],
    ] as const)
      window.push(value, time)
    expect(window.value).toBe(2)
    window.advance(11)
    expect([window.value, window.count]).toEqual([5.5, 2])
    window.advance(100)
    expect([window.value, window.places]).toEqual([null, 0])
    expect(() => window.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

describe('defineWindows', () => {
  const Trio = defineWindows({
    month: mean({ length: 21, minimum: 1 }),
    trend: ema({ length: 5, minimum: 1 }),
    middle: median({ length: 5, minimum: 1 }),
  })

  it('pushes, copies, packs and restores its windows together', () => {
    const values = fc.array(fc.option(fc.integer({ min: -50, max: 50 })), { maxLength: 40 })
    fc.assert(
      fc.property(values, values, (before, after) => {
        const set = Trio.create()
        const alone = createWindow(mean({ length: 21, minimum: 1 }))
        for (const value of before) {
          set.push(value)
          alone.push(value)
        }
        expect(set.values().month).toBe(alone.value)
        const copies = [set.clone(), Trio.restore(set.snapshot())]
        const seen = set.values()
        for (const value of after) for (const copy of copies) copy.push(value)
        expect(set.values()).toEqual(seen)
        expect(copies[0]!.values()).toEqual(copies[1]!.values())
        for (const value of after) set.push(value)
        expect(copies[0]!.snapshot()).toEqual(set.snapshot())
        set.restart()
        expect(set.snapshot()).toEqual(Trio.create().snapshot())
      }),
    )
  })

  it('feeds windows of two series by themselves', () => {
    const set = defineWindows({ linkage: correlation({ length: 3 }), total: sum({ length: 3 }) }).create()
    expect(() => set.push(1)).toThrow(/two series/)
    for (const [x, y] of [
      [1, 2],
      [2, 4],
      [3, 6],
    ] as const) {
      set.windows.linkage.push(x, y)
      set.windows.total.push(y)
    }
    expect(set.values()).toEqual({ linkage: 1, total: 12 })
  })

  it('packs the same whatever the order of its names, and refuses what is not its own', () => {
    const other = defineWindows({
      trend: Trio.specs.trend,
      middle: Trio.specs.middle,
      month: Trio.specs.month,
    })
    const [one, two] = [Trio.create(), other.create()]
    for (const set of [one, two]) for (const value of [3, 1, 2]) set.push(value)
    expect(one.snapshot()).toEqual(two.snapshot())
    const bytes = one.snapshot()
    for (const bad of [bytes.subarray(0, 3), bytes.subarray(0, bytes.length - 1), Uint8Array.of(...bytes, 0)])
      expect(() => Trio.restore(bad)).toThrow(/snapshot/)
  })
})

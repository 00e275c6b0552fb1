import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIVERGENCE_RULE, type Divergence, NO_BARS, takeBar } from './divergence.ts'

interface Figures {
  readonly close: number
  readonly dif: number
}

const isHighest = (bars: readonly Figures[], at: number): boolean =>
  at >= 19 && bars.slice(at - 19, at + 1).every(({ close }) => close <= bars[at]!.close)
const isLowest = (bars: readonly Figures[], at: number): boolean =>
  at >= 19 && bars.slice(at - 19, at + 1).every(({ close }) => close >= bars[at]!.close)

/** The definition of C13, word by word, from the whole history. */
function naive(bars: readonly Figures[]): (Divergence | null)[] {
  return bars.map((now, t) => {
    const last = (extreme: (bars: readonly Figures[], at: number) => boolean): Figures | undefined => {
      for (let s = t - 5; s >= Math.max(0, t - 60); s -= 1) if (extreme(bars, s)) return bars[s]
      return undefined
    }
    const high = last(isHighest)
    const low = last(isLowest)
    if (isHighest(bars, t) && high !== undefined)
      if (high.dif > 0 && now.dif < high.dif && now.close > high.close) return 'top'
    if (isLowest(bars, t) && low !== undefined)
      if (low.dif < 0 && now.dif > low.dif && now.close < low.close) return 'bottom'
    return null
  })
}

function monitored(bars: readonly Figures[]) {
  let memory = NO_BARS
  return bars.map((bar, at) => {
    const step = takeBar(memory, { ...bar, highest: isHighest(bars, at), lowest: isLowest(bars, at) })
    memory = step.memory
    return step
  })
}

/** Forty bars that rise to a first high, ten that sag, and a higher high under a lower DIF. */
const TOP: Figures[] = [
  ...Array.from({ length: 40 }, (_, at) => ({ close: 100 + at, dif: 1 + at / 40 })),
  ...Array.from({ length: 10 }, () => ({ close: 135, dif: 0.5 })),
  { close: 140, dif: 1.2 },
  ...Array.from({ length: 10 }, () => ({ close: 130, dif: 0.5 })),
]

describe('divergence', () => {
  it('sees a higher high under a lower DIF, for five bars', () => {
    const steps = monitored(TOP)
    expect(steps.flatMap(({ fired }, at) => (fired === null ? [] : [[at, fired]]))).toEqual([[50, 'top']])
    expect(steps.map(({ stands }) => stands).slice(48, 57)).toEqual([
      null,
      null,
      'top',
      'top',
      'top',
      'top',
      'top',
      null,
      null,
    ])
  })

  it('sees its mirror image at the bottom', () => {
    const steps = monitored(TOP.map(({ close, dif }) => ({ close: 300 - close, dif: -dif })))
    expect(steps[50]!.fired).toBe('bottom')
  })

  it.each([
    ['the earlier DIF is not positive', TOP.map(({ close, dif }) => ({ close, dif: dif - 3 }))],
    ['DIF rises with the close', TOP.map((bar, at) => (at === 50 ? { ...bar, dif: 3 } : bar))],
    ['the close is no higher', TOP.map((bar, at) => (at === 50 ? { ...bar, close: 139 } : bar))],
  ])('sees nothing where %s', (_what, bars) => {
    expect(monitored(bars).filter(({ fired }) => fired !== null)).toEqual([])
  })

  it('equals the definition, recomputed from the whole history', () => {
    const bar = fc.record({
      close: fc.integer({ min: 90, max: 110 }),
      dif: fc.integer({ min: -3, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(bar, { minLength: 60, maxLength: 200 }), (bars) => {
        expect(monitored(bars).map(({ fired }) => fired)).toEqual(naive(bars))
      }),
    )
  })

  it('forgets what lies too far back', () => {
    const { memory } = monitored(TOP).at(-1)!
    for (const { bar } of [...memory.highs, ...memory.lows])
      expect(memory.next - bar).toBeLessThanOrEqual(DIVERGENCE_RULE.farthest)
  })
})

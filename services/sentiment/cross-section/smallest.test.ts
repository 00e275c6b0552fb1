import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { bySize, Smallest } from './smallest.ts'

const candidates = fc.array(
  fc.record({
    instrument: fc.stringMatching(/^[a-d]{1,3}$/).map((code) => code as InstrumentSymbol),
    cap: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 120 },
)

it('keeps the smallest of whatever is offered, in order, as sorting would', () => {
  fc.assert(
    fc.property(candidates, fc.integer({ min: 1, max: 40 }), (all, count) => {
      const smallest = new Smallest(count)
      for (const candidate of all) if (smallest.admits(candidate.cap)) smallest.offer(candidate)
      expect(smallest.sorted()).toEqual([...all].sort(bySize).slice(0, count))
      expect(smallest.isShort).toBe(false)
    }),
  )
})

it('says that it may miss some, where larger ones were not taken and there are too few', () => {
  fc.assert(
    fc.property(candidates, fc.integer({ min: 1, max: 30 }), (all, ceiling) => {
      const smallest = new Smallest(10, ceiling)
      for (const candidate of all) if (smallest.admits(candidate.cap)) smallest.offer(candidate)
      const wanted = [...all].sort(bySize).slice(0, 10)
      if (smallest.isShort) expect(smallest.sorted()).toEqual(wanted.filter(({ cap }) => cap <= ceiling))
      else expect(smallest.sorted()).toEqual(wanted)
    }),
  )
})

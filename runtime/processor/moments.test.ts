import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import { KeyedState } from './keyed-state.ts'
import { applyMoments, type OpenMoment } from './moments.ts'
import type { Batch } from './processor.ts'
import { barEvent } from './testing/volume-processor.ts'

/** What is said of event times that come in batches: `a3` an event at 3, `!3` the moment 3 is complete. */
function said(batches: readonly (readonly [times: readonly number[], watermark: number])[]): string[] {
  const moment = new KeyedState<OpenMoment>()
  const lines: string[] = []
  for (const [times, watermark] of batches) {
    const batch: Batch<'bars1d'> = {
      opens: undefined,
      events: times.map((time) => barEvent('a', time)),
      closes: undefined,
      watermark: watermark as EventTime,
    }
    applyMoments(batch, moment, {
      take: ({ eventTime }) => lines.push(`a${eventTime}`),
      complete: (eventTime) => lines.push(`!${eventTime}`),
    })
  }
  return lines
}

describe('applyMoments', () => {
  it('completes a moment before a later event and when the watermark has passed it', () => {
    expect(said([[[1, 1, 2], 2]])).toEqual(['a1', 'a1', '!1', 'a2', '!2'])
    expect(
      said([
        [[1], 0],
        [[1, 3], 2],
        [[], 3],
      ]),
    ).toEqual(['a1', 'a1', '!1', 'a3', '!3'])
  })

  it('says the same however the events are cut into batches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        (times, cuts) => {
          times.sort((a, b) => a - b)
          const batches: [number[], number][] = [[[], 0]]
          times.forEach((time, at) => {
            const last = batches.at(-1)!
            last[0].push(time)
            last[1] = (times[at + 1] ?? time + 1) - 1
            if (cuts[at]) batches.push([[], last[1]])
          })
          expect(said(batches)).toEqual(said([[times, times.at(-1)!]]))
        },
      ),
    )
  })
})

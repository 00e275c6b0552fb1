import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announce, NOTHING_ANNOUNCED, type StageMinute } from './stage-announcement.ts'
import type { StageCode } from './stage-grid.ts'

const A: StageCode = 'ice-slump'
const B: StageCode = 'chaos-tug'

/** What stands after each minute; `?` marks a minute with partial data, `!` the final one. */
function announcedAfter(minutes: readonly (StageCode | null | '?' | readonly ['!', StageCode])[]) {
  let state = NOTHING_ANNOUNCED
  return minutes.map((minute) => {
    const next: StageMinute =
      minute === '?'
        ? { stage: A, partial: true, final: false }
        : Array.isArray(minute)
          ? { stage: minute[1] as StageCode, partial: false, final: true }
          : { stage: minute as StageCode | null, partial: false, final: false }
    state = announce(state, next)
    return state.announced
  })
}

describe('announce', () => {
  it('takes three minutes in a row', () => {
    expect(announcedAfter([A, A, A, A])).toEqual([null, null, A, A])
  })

  it('begins anew when the stage flickers', () => {
    expect(announcedAfter([A, A, A, B, A, B, B, A, B, B, B])).toEqual([null, null, A, A, A, A, A, A, A, A, B])
    expect(announcedAfter([A, B, A, B, A, B])).toEqual([null, null, null, null, null, null])
  })

  it('holds leaving the grid back as well', () => {
    expect(announcedAfter([A, A, A, null, null, A, null, null, null])).toEqual([
      null,
      null,
      A,
      A,
      A,
      A,
      A,
      A,
      null,
    ])
  })

  it('announces nothing on partial data, and does not count over them', () => {
    expect(announcedAfter(['?', '?', '?', '?'])).toEqual([null, null, null, null])
    expect(announcedAfter([A, A, '?', A, A, A])).toEqual([null, null, null, null, null, A])
    expect(announcedAfter([B, B, B, '?', B])).toEqual([null, null, B, B, B])
  })

  it('takes the final stage at once', () => {
    expect(announcedAfter([A, A, A, B, ['!', B]])).toEqual([null, null, A, A, B])
  })

  it('equals the plain definition: the latest stage that was seen three times in a row', () => {
    const stages = fc.array(fc.constantFrom<StageCode | null>(A, B, 'chaos-active', null), { maxLength: 60 })
    fc.assert(
      fc.property(stages, (minutes) => {
        const plain = minutes.map((_, at) => {
          for (let end = at; end >= 2; end -= 1)
            if (minutes[end] === minutes[end - 1] && minutes[end] === minutes[end - 2]) return minutes[end]
          return null
        })
        expect(announcedAfter(minutes)).toEqual(plain)
      }),
    )
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Throttle } from './throttle.ts'

describe('the throttle', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('runs at once, then once per interval while there is something new, and never more', () => {
    let runs = 0
    const throttle = new Throttle(100, () => {
      runs += 1
    })
    throttle.call()
    expect(runs).toBe(1)
    for (let call = 0; call < 50; call += 1) throttle.call()
    expect(runs).toBe(1)
    vi.advanceTimersByTime(100)
    expect(runs).toBe(2)
    vi.advanceTimersByTime(1_000)
    expect(runs).toBe(2)
    throttle.call()
    expect(runs).toBe(3)
    throttle.call()
    throttle.close()
    vi.advanceTimersByTime(1_000)
    expect(runs).toBe(3)
  })
})

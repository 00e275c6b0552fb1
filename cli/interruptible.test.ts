import { describe, expect, it } from 'vitest'
import { untilAborted } from './interruptible.ts'

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('a service at work', () => {
  it('ends when it is told to, and when what it runs has failed; nothing keeps the process alive then', async () => {
    const before = timers()
    const told = new AbortController()
    const working = untilAborted(told.signal)
    expect(timers()).toBe(before + 1)
    told.abort()
    await working
    await expect(
      untilAborted(new AbortController().signal, Promise.reject(new Error('the broker is gone'))),
    ).rejects.toThrow('the broker is gone')
    expect(timers()).toBe(before)
  })
})

import { describe, expect, it } from 'vitest'
import { SharedAnswers } from './shared-answers.ts'

describe('shared answers', () => {
  const here = () => new AbortController()

  it('are made once for all who ask meanwhile, and anew for who asks later', async () => {
    const shared = new SharedAnswers<string>()
    let made = 0
    const make = async () => {
      made += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      return `answer ${made}`
    }
    const ask = (key: string) => shared.get(key, here().signal, make)
    expect(await Promise.all([ask('a'), ask('a'), ask('a')])).toEqual(['answer 1', 'answer 1', 'answer 1'])
    expect(await ask('a')).toBe('answer 2')
  })

  it('stop when the last of those who wait has gone, not before', async () => {
    const shared = new SharedAnswers<string>()
    let stopped = false
    const make = (signal: AbortSignal) =>
      new Promise<string>((_, reject) =>
        signal.addEventListener('abort', () => {
          stopped = true
          reject(new Error('stopped'))
        }),
      )
    const [first, second] = [here(), here()]
    const answers = [first, second].map(({ signal }) => shared.get('a', signal, make).catch(() => 'none'))
    first.abort()
    expect(stopped).toBe(false)
    second.abort()
    expect(await Promise.all(answers)).toEqual(['none', 'none'])
    expect(stopped).toBe(true)
    expect(await shared.get('a', here().signal, async () => 'again')).toBe('again')
  })

  it('tell everybody of a failure, and forget it', async () => {
    const shared = new SharedAnswers<string>()
    await expect(shared.get('a', here().signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await shared.get('a', here().signal, async () => 'yes')).toBe('yes')
  })
})

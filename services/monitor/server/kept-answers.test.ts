import { describe, expect, it } from 'vitest'
import { KeptAnswers } from './kept-answers.ts'

describe('kept answers', () => {
  it('are made once for everybody, by key, and again after a while', async () => {
    let now = 0
    let made = 0
    const answers = new KeptAnswers<number>(1_000, () => now)
    const ask = (key: string) => answers.get(key, async () => (made += 1))
    expect(await Promise.all([ask('main'), ask('main'), ask('sim-7')])).toEqual([1, 1, 2])
    now = 999
    expect(await ask('main')).toBe(1)
    now = 1_000
    expect(await ask('main')).toBe(3)
  })

  it('are asked for again after a failure', async () => {
    const answers = new KeptAnswers<number>(1_000, () => 0)
    await expect(answers.get('main', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect(await answers.get('main', async () => 7)).toBe(7)
  })
})

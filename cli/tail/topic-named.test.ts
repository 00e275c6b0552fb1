import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance } from '../../core/text/nearest.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { topicNamed } from './topic-named.ts'

describe('a topic', () => {
  it.each([
    ['sentiment.limit-state', 'limitState'],
    ['limit-state', 'limitState'],
    ['limitState', 'limitState'],
    ['market.bars.1d', 'bars1d'],
    ['bars.1d', 'bars1d'],
    ['dead-letters', 'deadLetters'],
  ])('%s is %s', (text, key) => {
    expect(topicNamed(text)).toBe(key)
  })

  it.each([
    ['sentiment.lader', 'sentiment.ladder'],
    ['Sentiment.Ladder', 'sentiment.ladder'],
    ['market.bar.1m', 'market.bars.1m'],
    ['ladders', 'ladder'],
  ])('%s is taken for %s', (text, meant) => {
    expect(() => topicNamed(text)).toThrow(`There is no topic "${text}". Did you mean ${meant}?`)
  })

  it('is not guessed where nothing is near; all are listed', () => {
    expect(() => topicNamed('weather-forecast')).toThrow(/no topic "weather-forecast"\.\n/)
    for (const { name } of Object.values(TOPICS)) expect(() => topicNamed('weather')).toThrow(`  ${name} `)
  })

  it('is as far from another name as edits are needed', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3)
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(editDistance(a, b)).toBe(naiveDistance(a, b))
      }),
      { numRuns: 50, examples: [['', 'abc']] },
    )
  })
})

/** By its definition, without a table. */
function naiveDistance(a: string, b: string): number {
  const known = new Map<string, number>()
  const distance = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i},${j}`
    const found = known.get(key)
    if (found !== undefined) return found
    const value = Math.min(
      distance(i - 1, j) + 1,
      distance(i, j - 1) + 1,
      distance(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
    )
    known.set(key, value)
    return value
  }
  return distance(a.length, b.length)
}

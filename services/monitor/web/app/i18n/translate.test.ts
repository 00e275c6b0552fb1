import { describe, expect, it } from 'vitest'
import { CHINESE } from './chinese.ts'
import { ENGLISH } from './english.ts'
import { browserLanguage, translator } from './translate.ts'

describe('texts of the page', () => {
  it('has the same keys and the same placeholders in both languages', () => {
    expect(Object.keys(CHINESE).sort()).toEqual(Object.keys(ENGLISH).sort())
    const placeholders = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const [key, text] of Object.entries(ENGLISH)) {
      expect([key, placeholders(CHINESE[key as keyof typeof ENGLISH])]).toEqual([key, placeholders(text)])
    }
  })

  it('replaces what a text names and leaves what is not given', () => {
    expect(translator('en')('promotedOf', { promoted: 3, base: 9 })).toBe('3/9')
    expect(translator('zh')('boardsLong', { n: 4 })).toBe('4板')
    expect(translator('en')('boardsLong')).toBe('{n} boards')
  })

  it('follows the first language that the browser prefers', () => {
    expect(browserLanguage(['zh-TW', 'en'])).toBe('zh')
    expect(browserLanguage(['en-GB', 'zh-CN'])).toBe('en')
    expect(browserLanguage([])).toBe('en')
  })
})

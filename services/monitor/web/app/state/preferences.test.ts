import { describe, expect, it } from 'vitest'
import { readPreferences, storePreferences } from './preferences.ts'

function memory(content: Record<string, string> = {}) {
  return {
    content,
    getItem: (key: string) => content[key] ?? null,
    setItem: (key: string, value: string) => {
      content[key] = value
    },
  }
}

describe('preferences', () => {
  it('begins with the browser’s language, the system’s theme, red for a rise', () => {
    expect(readPreferences(memory(), ['zh-CN'])).toEqual({
      language: 'zh',
      theme: 'system',
      colours: 'red-up',
    })
  })

  it('gives back what was stored', () => {
    const storage = memory()
    storePreferences(storage, { language: 'en', theme: 'light', colours: 'green-up' })
    expect(readPreferences(storage, ['zh'])).toEqual({ language: 'en', theme: 'light', colours: 'green-up' })
  })

  it.each(['not json', '[1]', 'null', '{"theme":"pink","language":7}'])(
    'ignores what is damaged: %s',
    (text) => {
      expect(readPreferences(memory({ 'ashare-pulse': text }), ['en'])).toEqual({
        language: 'en',
        theme: 'system',
        colours: 'red-up',
      })
    },
  )

  it('bears a storage that throws', () => {
    const refusing = {
      getItem: () => {
        throw new Error('forbidden')
      },
      setItem: () => {
        throw new Error('forbidden')
      },
    }
    expect(readPreferences(refusing, []).theme).toBe('system')
    expect(() => storePreferences(refusing, readPreferences(null, []))).not.toThrow()
  })
})

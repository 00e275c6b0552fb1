import { describe, expect, it } from 'vitest'
import { isTheme } from './themes.ts'

describe('themes', () => {
  it.each(['CPO概念', '存储芯片', 'DRG/DIP', '半导体概念'])('%s is one', (tag) => {
    expect(isTheme(tag)).toBe(true)
  })

  it.each(['融资融券', 'ST股', '微盘股', 'HS300_', '2025中报预增', '昨日涨停_含一字'])(
    '%s is none',
    (tag) => {
      expect(isTheme(tag)).toBe(false)
    },
  )
})

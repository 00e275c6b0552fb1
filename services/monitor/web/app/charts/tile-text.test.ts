import { describe, expect, it } from 'vitest'
import { tileText } from './tile-text.ts'

describe('text of a tile', () => {
  it('has all lines where there is room', () => {
    expect(tileText('电气设备', 180, 190)).toEqual({ name: true, change: true, limitUps: true })
  })

  it('leaves out what would be cut, the limit-ups first', () => {
    expect(tileText('汽车整车', 100, 34)).toEqual({ name: true, change: true, limitUps: false })
    expect(tileText('汽车整车', 100, 20)).toEqual({ name: true, change: false, limitUps: false })
    expect(tileText('汽车整车', 100, 12)).toEqual({ name: false, change: false, limitUps: false })
  })

  it('breaks a name on a narrow tile, and has none on a sliver', () => {
    expect(tileText('广告包装', 32, 36)).toEqual({ name: true, change: false, limitUps: false })
    expect(tileText('广告包装', 32, 24).name).toBe(false)
    expect(tileText('广告包装', 24, 200).name).toBe(false)
  })
})

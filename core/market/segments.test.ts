import { describe, expect, it } from 'vitest'
import { SEGMENTS, segmentsOf, TMT } from './segments.ts'

describe('segments', () => {
  it.each([
    ['an industry of TMT', { industry: '通信设备', concepts: [] }, [TMT]],
    [
      'an industry and tags',
      { industry: '半导体', concepts: ['存储芯片', 'AI芯片'] },
      [TMT, 'AI芯片', '存储'],
    ],
    [
      'a maker of materials with a chip tag',
      { industry: '化工原料', concepts: ['光刻机(胶)'] },
      ['半导体材料'],
    ],
    ['a maker of materials without', { industry: '化工原料', concepts: ['PCB'] }, ['PCB材料']],
    ['a chip tag outside of both', { industry: '银行', concepts: ['光刻机(胶)'] }, []],
    ['one of two tags', { industry: null, concepts: ['光通信模块'] }, ['光模块']],
  ])('hold %s', (_what, listed, names) => {
    expect(segmentsOf(listed)).toEqual(names)
  })

  it('are the eleven of the report and TMT, each with what it rests on', () => {
    expect(SEGMENTS.map(({ name }) => name).sort()).toEqual(
      [
        'TMT',
        '半导体材料',
        '半导体设备',
        'PCB材料',
        '先进封装',
        'AI芯片',
        '光模块',
        '智能驾驶',
        '服务器',
        '大模型',
        'AI应用',
        '存储',
      ].sort(),
    )
    expect(SEGMENTS.every(({ source }) => source.length > 10)).toBe(true)
  })
})

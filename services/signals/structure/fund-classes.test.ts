import { describe, expect, it } from 'vitest'
import { fundClassOf } from './fund-classes.ts'

describe('fundClassOf', () => {
  it.each([
    ['沪深300ETF华泰柏瑞', 'broad'],
    ['中证A500ETF富国', 'broad'],
    ['科创50增强ETF', 'broad'],
    ['UC科创50ETF富国', 'broad'],
    ['A股ETF南方', 'broad'],
    ['创业板新能源ETF华夏', 'sector'],
    ['UC科创芯片ETF嘉实', 'sector'],
    ['证券ETF鹏华', 'sector'],
    ['黄金股ETF永赢', 'sector'],
    ['红利低波100ETF南方', 'strategy'],
    ['标普A股红利ETF华宝', 'strategy'],
    ['自由现金流ETF华夏', 'strategy'],
    ['恒生科技ETF华夏', 'hk'],
    ['港股通红利低波ETF', 'hk'],
    ['沪港深500ETF', 'mixed'],
    ['标普500ETF国泰', 'overseas'],
    ['中韩半导体ETF华泰柏瑞', 'overseas'],
    ['黄金ETF博时', 'commodity'],
    ['国债ETF', 'bond'],
    ['银华日利ETF', 'money'],
    ['某固收+', 'fixedIncomePlus'],
  ])('%s is %s', (name, expected) => {
    expect(fundClassOf(name)).toBe(expected)
  })
})

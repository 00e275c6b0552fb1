import { describe, expect, it } from 'vitest'
import { listingPrefix, riskStatusFromName } from './risk-status.ts'

describe('riskStatusFromName', () => {
  it.each([
    ['平安银行', 'normal'],
    ['万  科Ａ', 'normal'],
    ['TCL科技', 'normal'],
    ['九号公司-WD', 'normal'],
    ['XD浦发银', 'normal'],
    ['DR华锐精', 'normal'],
    ['XR硕世生', 'normal'],
    ['N嘉立创', 'normal'],
    ['C泰诺-U', 'normal'],
    ['N三友', 'normal'],
    ['ST海王', 'st'],
    ['ＳＴ海王', 'st'],
    ['S T 海王', 'st'],
    ['st海王', 'st'],
    ['XDST人福', 'st'],
    ['*ST天茂', 'starSt'],
    ['*ST 炎黄', 'starSt'],
    ['＊ＳＴ天茂', 'starSt'],
    ['XD*ST天茂', 'starSt'],
    ['N*ST精密', 'starSt'],
    ['S佳通', 'unreformed'],
    ['XDS佳通', 'unreformed'],
    ['Ｓ佳通', 'unreformed'],
    ['SST华塑', 'unreformed'],
    ['S*ST三农', 'unreformed'],
    ['退市锐电', 'delisting'],
    ['康得退', 'delisting'],
    ['金马退市', 'delisting'],
    ['武锅B退', 'delisting'],
  ])('%s is %s', (name, status) => {
    expect(riskStatusFromName(name)).toBe(status)
  })
})

describe('listingPrefix', () => {
  it.each([
    ['N嘉立创', 'N'],
    ['Ｎ嘉立创', 'N'],
    ['N 欣兴', 'N'],
    ['C嘉立创', 'C'],
    ['N*ST精密', 'N'],
    ['嘉立创', undefined],
    ['TCL科技', undefined],
    ['CEC电子', undefined],
    ['NBTM新材', undefined],
    ['ST南新', undefined],
  ])('of %s is %s', (name, prefix) => {
    expect(listingPrefix(name)).toBe(prefix)
  })
})

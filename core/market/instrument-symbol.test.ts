import { describe, expect, it } from 'vitest'
import { boardOf, isAShare } from './board.ts'
import { codeOf, exchangeOf, parseSymbol, stockSymbol } from './instrument-symbol.ts'

describe('parseSymbol', () => {
  it.each([
    ['600519.SH', '600519.SH'],
    ['600519.sh', '600519.SH'],
    ['sh600519', '600519.SH'],
    ['SH600519', '600519.SH'],
    ['sh.600519', '600519.SH'],
    ['sz.000001', '000001.SZ'],
    ['bj920002', '920002.BJ'],
    ['600519.XSHG', '600519.SH'],
    ['000001.XSHE', '000001.SZ'],
    ['600519.SS', '600519.SH'],
    ['SPX.US', 'SPX.US'],
    ['BRK.B.US', 'BRK.B.US'],
    ['00700.HK', '00700.HK'],
    ['000998.CSI', '000998.CSI'],
    ['8841431.WI', '8841431.WI'],
  ])('reads %s as %s', (text, symbol) => {
    expect(parseSymbol(text)).toBe(symbol)
  })

  it.each([
    '600519',
    '',
    'sh60051',
    '60051.SH',
    '6005190.SH',
    '600519.',
    '.SH',
    '600519.XX',
    'data.csv',
    'sh 600519',
  ])('refuses %j', (text) => {
    expect(parseSymbol(text)).toBeUndefined()
  })

  it('takes symbols apart', () => {
    const symbol = parseSymbol('BRK.B.US')!
    expect(codeOf(symbol)).toBe('BRK.B')
    expect(exchangeOf(symbol)).toBe('US')
  })
})

describe('boards of bare stock codes (G7)', () => {
  it.each([
    ['920002', '920002.BJ', 'BSE'],
    ['600000', '600000.SH', 'SH_MAIN'],
    ['601398', '601398.SH', 'SH_MAIN'],
    ['603000', '603000.SH', 'SH_MAIN'],
    ['605588', '605588.SH', 'SH_MAIN'],
    ['000001', '000001.SZ', 'SZ_MAIN'],
    ['001979', '001979.SZ', 'SZ_MAIN'],
    ['002594', '002594.SZ', 'SZ_MAIN'],
    ['003816', '003816.SZ', 'SZ_MAIN'],
    ['300750', '300750.SZ', 'CHINEXT'],
    ['301583', '301583.SZ', 'CHINEXT'],
    ['302132', '302132.SZ', 'CHINEXT'],
    ['688981', '688981.SH', 'STAR'],
    ['689009', '689009.SH', 'STAR'],
    ['430047', '430047.BJ', 'BSE'],
    ['831689', '831689.BJ', 'BSE'],
    ['873833', '873833.BJ', 'BSE'],
    ['900901', '900901.SH', 'OTHER'],
    ['200002', '200002.SZ', 'OTHER'],
  ])('%s is %s on %s', (code, symbol, board) => {
    expect(stockSymbol(code)).toBe(symbol)
    expect(boardOf(stockSymbol(code)!)).toBe(board)
    expect(isAShare(boardOf(stockSymbol(code)!))).toBe(board !== 'OTHER')
  })

  it.each(['399006', '510300', '159915', '113050', '204001', '810011', '60000', '6000000', 'ABCDEF', ''])(
    '%j is no stock code',
    (code) => {
      expect(stockSymbol(code)).toBeUndefined()
    },
  )
})

describe('boardOf', () => {
  it.each([
    ['000001.SH', 'INDEX'],
    ['000300.SH', 'INDEX'],
    ['399006.SZ', 'INDEX'],
    ['899050.BJ', 'INDEX'],
    ['881001.WI', 'INDEX'],
    ['932000.CSI', 'INDEX'],
    ['510300.SH', 'FUND'],
    ['159915.SZ', 'FUND'],
    ['113050.SH', 'OTHER'],
    ['204001.SH', 'OTHER'],
    ['123001.SZ', 'OTHER'],
    ['810011.BJ', 'OTHER'],
    ['SPX.US', 'OTHER'],
    ['00700.HK', 'OTHER'],
  ])('%s is %s, no A share', (symbol, board) => {
    expect(boardOf(parseSymbol(symbol)!)).toBe(board)
    expect(isAShare(boardOf(parseSymbol(symbol)!))).toBe(false)
  })
})

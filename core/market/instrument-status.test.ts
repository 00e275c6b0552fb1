import { describe, expect, it } from 'vitest'
import { type Alias, type StatusRecord, statusOn, symbolOn } from './instrument-status.ts'
import type { InstrumentSymbol } from './instrument-symbol.ts'
import type { RiskStatus } from './risk-status.ts'
import type { TradeDate } from './trade-date.ts'

const date = (value: number) => value as TradeDate
const span = (from: number, until: number | null, status: RiskStatus) => ({
  from: date(from),
  until: until === null ? null : date(until),
  status,
})

describe('statusOn', () => {
  const record: StatusRecord = {
    statusKnownFrom: date(20200101),
    statusHistory: [
      span(20190430, 20200430, 'st'),
      span(20210430, 20220506, 'starSt'),
      span(20220506, null, 'delisting'),
    ],
  }

  it.each([
    [20190429, 'normal', true],
    [20190430, 'st', false],
    [20200429, 'st', false],
    [20200430, 'normal', false],
    [20210430, 'starSt', false],
    [20220505, 'starSt', false],
    [20220506, 'delisting', false],
    [20300101, 'delisting', false],
  ] as const)('%d: %s, assumed %s', (day, status, assumed) => {
    expect(statusOn(record, date(day))).toEqual({ status, assumed })
  })

  it('is assumed where nothing is documented', () => {
    expect(statusOn({ statusKnownFrom: date(0), statusHistory: [] }, date(20240102))).toEqual({
      status: 'normal',
      assumed: true,
    })
  })

  it('takes the later of overlapping spans', () => {
    const overlapping: StatusRecord = {
      statusKnownFrom: date(20200101),
      statusHistory: [span(20210101, null, 'st'), span(20220101, 20230101, 'starSt')],
    }
    expect(statusOn(overlapping, date(20220601)).status).toBe('starSt')
    expect(statusOn(overlapping, date(20230601)).status).toBe('st')
  })
})

describe('symbolOn', () => {
  it('is the code of the day', () => {
    const symbol = (text: string) => text as InstrumentSymbol
    const aliases: readonly Alias[] = [
      { symbol: symbol('430001.BJ'), until: date(20220101) },
      { symbol: symbol('830001.BJ'), until: date(20251009) },
    ]
    expect(symbolOn(aliases, symbol('920001.BJ'), date(20211231))).toBe('430001.BJ')
    expect(symbolOn(aliases, symbol('920001.BJ'), date(20220101))).toBe('830001.BJ')
    expect(symbolOn(aliases, symbol('920001.BJ'), date(20250930))).toBe('830001.BJ')
    expect(symbolOn(aliases, symbol('920001.BJ'), date(20251009))).toBe('920001.BJ')
  })
})

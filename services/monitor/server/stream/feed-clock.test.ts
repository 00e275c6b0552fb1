import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../../core/market/trade-date.ts'
import { marketMinute } from '../../../../test/monitor/session-events.ts'
import { minuteRow } from '../rows/minute-row.ts'
import { type FeedFacts, feedState } from './feed-clock.ts'

const NOW = 1_700_000_000_000
const rowAt = (minute: number, hour: number, minuteOfHour: number) =>
  minuteRow(marketMinute(minute, { eventTime: shanghaiTime(2022_04_27 as TradeDate, hour, minuteOfHour) }))
const facts = (given: Partial<FeedFacts>): FeedFacts => ({
  dataset: 'main',
  date: '2022-04-27',
  final: false,
  row: rowAt(30, 10, 0),
  receivedAt: NOW - 2_000,
  startedAt: NOW - 3_600_000,
  ...given,
})

describe('how the feed is', () => {
  it.each([
    ['waiting', { date: null, row: undefined, receivedAt: null }],
    ['open', {}],
    ['open', { receivedAt: NOW - 60_000 }],
    ['silent', { receivedAt: NOW - 60_001 }],
    ['silent', { receivedAt: null }],
    ['open', { receivedAt: null, startedAt: NOW - 1_000 }],
    ['open', { receivedAt: NOW - 3_000_000, row: rowAt(120, 11, 30) }],
    ['closed', { receivedAt: NOW - 3_000_000, final: true }],
  ] as const)('is %s', (state, given) => {
    expect(feedState(facts(given), NOW).state).toBe(state)
  })

  it('says how long it has been silent, in seconds', () => {
    expect(feedState(facts({ receivedAt: NOW - 12_345 }), NOW).silentSeconds).toBe(12.3)
    expect(feedState(facts({ receivedAt: null }), NOW).silentSeconds).toBe(3_600)
  })
})

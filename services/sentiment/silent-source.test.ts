import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { QUIET, stagesOf } from '../../test/support/daily-outcome.ts'
import { runDaily, type TestSession, testInstrument } from '../../test/support/pipeline-harness.ts'

describe('what a source does not say', () => {
  const REST: TestSession = { tradeDate: 20220301, bars: [QUIET] }
  const star = testInstrument('688001.SH', { board: 'STAR', listDate: 20200226 as TradeDate })

  it('takes no close from before a gap for the reference price of the day after it', () => {
    const blank: TestSession['bars'][number] = ['600001.SH', 11, 11, 11, 11, null]
    const gap = (extra: TestSession[]) =>
      runDaily([
        { tradeDate: 20220301, bars: [['600001.SH', 10, 10, 10, 10, 10]] },
        ...extra,
        { tradeDate: 20220303, previousSession: 20220302, history: 'gap', bars: [blank] },
      ]).states.map(({ value }) => value)
    expect(gap([])).toEqual([])
    const seen: TestSession = {
      tradeDate: 20220302,
      dataGap: true,
      bars: [['600001.SH', 10, 10, 10, 10, 10]],
    }
    expect(gap([seen])).toMatchObject([{ tradeDate: 20220303, up: 'sealed', streak: 1 }])
  })

  it('marks a streak as a lower bound after a session whose limits it does not know', () => {
    const sealed: TestSession['bars'][number] = ['600001.SH', 12.1, 12.1, 12.1, 12.1, 11]
    const old = testInstrument('600001.SH', { listDate: 19990101 as TradeDate })
    const lowerBoundAfter = (bar: TestSession['bars'][number]) =>
      stagesOf(
        [REST, { tradeDate: 20220302, bars: [bar] }, { tradeDate: 20220303, bars: [sealed] }],
        [old],
      ).at(-1)
    const beyond: TestSession['bars'][number] = ['600001.SH', 11, 11.3, 10.9, 11, 10]
    const below: TestSession['bars'][number] = ['600001.SH', 10.9, 10.9, 10.9, 10.9, 10]
    expect(lowerBoundAfter(['600001.SH', 11, 11, 11, 11, null])?.heightIsLowerBound).toBe(true)
    expect(lowerBoundAfter(beyond)?.heightIsLowerBound).toBe(true)
    expect(lowerBoundAfter(below)?.heightIsLowerBound).toBe(false)
  })

  it('has no cohort on the session after one whose limits it does not know', () => {
    const bar = (close: number): TestSession['bars'][number] => [
      '600001.SH',
      close,
      close,
      close,
      close,
      null,
    ]
    const days = stagesOf([
      { tradeDate: 20220301, bars: [bar(10)] },
      { tradeDate: 20220302, bars: [bar(11)] },
      { tradeDate: 20220303, bars: [bar(12.1)] },
    ])
    expect(days.map(({ base, stageReason, limitUps }) => [base, stageReason, limitUps])).toEqual([
      [null, 'noHistory', 0],
      [null, 'noHistory', 1],
      [1, null, 1],
    ])
  })

  it('counts the sessions of a listing window from the calendar where data are missing', () => {
    const bar = (close: number): TestSession['bars'][number] => ['688001.SH', close, close, close, close, 10]
    const { states } = runDaily(
      [
        { tradeDate: 20200226, bars: [QUIET, bar(10)] },
        { tradeDate: 20220104, previousSession: 20211231, history: 'gap', bars: [QUIET, bar(12)] },
      ],
      [star],
    )
    expect(states.map(({ value }) => value)).toMatchObject([{ tradeDate: 20220104, up: 'sealed' }])
  })

  it('holds back an IPO of the old regime also without its issue price', () => {
    const ipo = testInstrument('603001.SH', { listDate: 20220302 as TradeDate })
    const days = stagesOf(
      [
        REST,
        { tradeDate: 20220302, bars: [QUIET, ['603001.SH', 12, 14.4, 12, 14.4, null]] },
        { tradeDate: 20220303, bars: [QUIET, ['603001.SH', 15.84, 15.84, 15.84, 15.84, 14.4]] },
        { tradeDate: 20220304, bars: [QUIET, ['603001.SH', 17.42, 17.42, 16, 17.42, 15.84]] },
        { tradeDate: 20220307, bars: [QUIET, ['603001.SH', 19.16, 19.16, 19.16, 19.16, 17.42]] },
      ],
      [ipo],
    )
    expect(days.map(({ limitUps, height, base }) => [limitUps, height, base])).toEqual([
      [0, 0, null],
      [0, 0, 0],
      [0, 0, 0],
      [1, 1, 0],
      [1, 2, 1],
    ])
  })
})

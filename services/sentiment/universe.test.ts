import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { QUIET, stagesOf } from '../../test/support/daily-outcome.ts'
import { runDaily, type TestSession, testInstrument } from '../../test/support/pipeline-harness.ts'

describe('universe', () => {
  const two = (bar: TestSession['bars'][number], instruments = [] as Parameters<typeof runDaily>[1]) =>
    stagesOf(
      [
        { tradeDate: 20220301, bars: [QUIET] },
        { tradeDate: 20220302, bars: [QUIET, bar] },
      ],
      instruments,
    )[1]!

  it('leaves ST out of the headline but keeps its limit state, at 5%', () => {
    const { states } = runDaily(
      [
        { tradeDate: 20220301, bars: [QUIET] },
        { tradeDate: 20220302, bars: [QUIET, ['600001.SH', 3.4, 3.5, 3.4, 3.5, 3.33, { riskStatus: 'st' }]] },
      ],
      [testInstrument('600001.SH', { listDate: 19990101 as TradeDate })],
    )
    expect(states.map(({ value }) => value)).toMatchObject([
      { up: 'sealed', limitPercent: 5, inUniverse: false, exclusion: 'st', streak: 1 },
    ])
  })

  it('counts Beijing beside the headline', () => {
    const bse = testInstrument('920001.BJ', { board: 'BSE', listDate: 20211115 as TradeDate })
    const { market } = runDaily(
      [
        { tradeDate: 20220301, bars: [QUIET] },
        { tradeDate: 20220302, bars: [QUIET, ['920001.BJ', 40, 44.96, 40, 44.96, 34.59]] },
      ],
      [bse],
    )
    const stages = market.flatMap((event) => (event.topic === 'stage' ? [event.value] : []))
    expect(
      stages
        .filter(({ tradeDate }) => tradeDate === 20220302)
        .map(({ scope, limitUps }) => [scope, limitUps]),
    ).toEqual([
      ['all', 0],
      ['limit30', 1],
    ])
  })

  it('treats a day without limit as no board at all (G8)', () => {
    const ipo = testInstrument('603000.SH', { listDate: 20230411 as TradeDate })
    const days = stagesOf(
      [
        { tradeDate: 20230410, bars: [QUIET] },
        { tradeDate: 20230411, bars: [QUIET, ['603000.SH', 22, 24, 21, 23.4, 20]] },
      ],
      [ipo],
    )
    expect(days[1]).toMatchObject({ limitUps: 0, broken: 0, height: 0 })
  })

  it('recognises a percent trap and a near miss by equality (G9, G10)', () => {
    const old = [testInstrument('600001.SH', { listDate: 19990101 as TradeDate })]
    expect(two(['600001.SH', 3.05, 3.34, 3.05, 3.34, 3.04], old).limitUps).toBe(1)
    expect(two(['600001.SH', 21, 22.63, 20.9, 22.63, 20.58], old)).toMatchObject({ limitUps: 0, touched: 0 })
  })

  it('holds back an IPO of the old regime until it opens, then begins with b = 0', () => {
    const ipo = testInstrument('603001.SH', { listDate: 20220302 as TradeDate })
    const sessions: TestSession[] = [
      { tradeDate: 20220301, bars: [QUIET] },
      { tradeDate: 20220302, bars: [QUIET, ['603001.SH', 12, 14.4, 12, 14.4, 10]] },
      { tradeDate: 20220303, bars: [QUIET, ['603001.SH', 15.84, 15.84, 15.84, 15.84, 14.4]] },
      { tradeDate: 20220304, bars: [QUIET, ['603001.SH', 17.42, 17.42, 16, 17.42, 15.84]] },
      { tradeDate: 20220307, bars: [QUIET, ['603001.SH', 19.16, 19.16, 19.16, 19.16, 17.42]] },
    ]
    const days = stagesOf(sessions, [ipo])
    expect(days.map(({ limitUps, height }) => [limitUps, height])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
      [1, 2],
    ])
  })
})

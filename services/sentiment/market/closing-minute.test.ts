import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { anyMinute, sharesOf } from './testing/any-market.ts'
import { closedBreadth, closedState, closeYesterday, event, MarketRun, share } from './testing/intraday.ts'

const YESTERDAY = 2022_03_04 as TradeDate
const TODAY = 2022_03_07 as TradeDate
/** Fields that say how a row came about. */
const PROVENANCE = ['revision', 'eventTime', 'deleted', 'dataGap', 'scope', 'tradeDate', 'absent']

describe('the minute row of 15:00', () => {
  it('equals the daily rows of every scope, field by field', () => {
    fc.assert(
      fc.property(anyMinute, (market) => {
        const run = new MarketRun()
        closeYesterday(run, YESTERDAY, [1, 2, 3])
        run.open(TODAY).take(...sharesOf(TODAY, 240, market, 3).map(share))
        run.close(TODAY, [
          ...market.members.map((member) =>
            event('limitState', member.instrument, closedState(member, TODAY)),
          ),
          ...market.tallies.flatMap((tallies, task) =>
            tallies
              .filter(({ kind }) => kind === 'board')
              .map((tally) =>
                event('breadthPartials', `${tally.name}/${task}`, closedBreadth(tally, task, TODAY)),
              ),
          ),
        ])
        const minutes = run.said('minutes')
        const daily = [...run.latest('stage').values()].filter(
          ({ tradeDate, deleted }) => tradeDate === TODAY && !deleted,
        )
        expect(minutes.map(({ scope }) => scope)).toEqual(daily.map(({ scope }) => scope))
        for (const [at, row] of minutes.entries()) {
          expectSame(daily[at]!, row)
          const ladder = [...run.latest('ladder').values()].filter(
            ({ scope, tradeDate, deleted }) => scope === row.scope && tradeDate === TODAY && !deleted,
          )
          expect(
            ladder.map(({ tier, boards, base, promoted }) => ({ tier, boards, base, promoted })),
          ).toEqual(row.tiers.map(({ touched: _, ...tier }) => tier))
        }
        expectSame(run.latest('breadth').get(`all/${TODAY}`)!, minutes[0]!)
      }),
    )
  })
})

function expectSame(daily: object, minute: object): void {
  const fields = Object.entries(daily).filter(([field]) => !PROVENANCE.includes(field))
  expect(fields.length).toBeGreaterThan(7)
  expect(minute).toMatchObject(Object.fromEntries(fields))
}

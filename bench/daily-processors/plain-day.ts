import type { Board } from '../../core/market/board.ts'
import { sessionClose, type TradeDate } from '../../core/market/trade-date.ts'
import { stageOf } from '../../core/sentiment/stage-grid.ts'
import type { Breadth, LadderTier, LimitState, MarketStage } from '../../schemas/generated/events.ts'
import { DEFINITION, UNIVERSE } from '../../services/sentiment/universe.ts'

/** Breadth of one board, being counted. */
export interface Tally {
  traded: number
  advancers: number
  decliners: number
  unchanged: number
  absent: number
  priced: number
  returnSum: number
  volume: number
  amount: number
  amountSymbols: number
}

export const newTally = (): Tally => ({
  traded: 0,
  advancers: 0,
  decliners: 0,
  unchanged: 0,
  absent: 0,
  priced: 0,
  returnSum: 0,
  volume: 0,
  amount: 0,
  amountSymbols: 0,
})

/** Everything said of one session. */
export interface DayResult {
  readonly states: readonly LimitState[]
  readonly stages: readonly MarketStage[]
  readonly tiers: readonly LadderTier[]
  readonly breadth: readonly Breadth[]
  readonly scopes: ReadonlyMap<string, { readonly limitUps: number; readonly height: number }>
}

const PERCENTS = [5, 10, 20, 30]
const COMMON = { dataset: 'main', epoch: 1, revision: 0, deleted: false }

/** The figures of a day from its limit states and tallies. */
export function closeDay(
  tradeDate: TradeDate,
  states: readonly LimitState[],
  tallies: ReadonlyMap<Board, Tally>,
  yesterday: DayResult | undefined,
): DayResult {
  const stages: MarketStage[] = []
  const tiers: LadderTier[] = []
  const scopes = new Map<string, { limitUps: number; height: number }>()
  const all = states.filter(({ exclusion }) => exclusion === null)
  closeScope('all', all)
  for (const percent of PERCENTS)
    closeScope(
      `limit${percent}`,
      states.filter(
        ({ limitPercent, exclusion }) =>
          limitPercent === percent && (exclusion === null || exclusion === 'bse'),
      ),
    )
  return { states, stages, tiers, breadth: breadthOf(tradeDate, tallies), scopes }

  function closeScope(scope: string, members: readonly LimitState[]): void {
    const before = yesterday?.scopes.get(scope)
    const ladder = new Map<number, { boards: number; base: number; promoted: number }>()
    const closes: number[] = []
    let [limitUps, limitDowns, broken, height, oneWord, certain] = [0, 0, 0, 0, 0, 0]
    let [promoted, streakBase, streakPromoted, topBase, topPromoted] = [0, 0, 0, 0, 0]
    let [closeSum, openSum, positive, brokenBase, brokenSum] = [0, 0, 0, 0, 0]
    const rung = (tier: number): { boards: number; base: number; promoted: number } => {
      const known = ladder.get(tier) ?? { boards: 0, base: 0, promoted: 0 }
      ladder.set(tier, known)
      return known
    }
    for (const member of members) {
      const { up, streak, previousUp, previousStreak } = member
      if (member.down === 'sealed') limitDowns += 1
      if (up === 'broken') broken += 1
      if (up === 'sealed') {
        limitUps += 1
        if (member.shape === 'oneWord') oneWord += 1
        if (streak > height) [height, certain] = [streak, 0]
        if (streak === height && !member.streakIsLowerBound) certain += 1
        rung(streak).boards += 1
      }
      if (before === undefined) continue
      if (previousUp === 'broken') {
        brokenBase += 1
        brokenSum += member.closeReturn
      }
      if (previousUp !== 'sealed') continue
      const again = up === 'sealed' ? 1 : 0
      promoted += again
      rung(previousStreak).base += 1
      rung(previousStreak).promoted += again
      if (previousStreak >= 2) {
        streakBase += 1
        streakPromoted += again
      }
      if (previousStreak === before.height) {
        topBase += 1
        topPromoted += again
      }
      closes.push(member.closeReturn)
      closeSum += member.closeReturn
      openSum += member.openReturn
      if (member.closeReturn > 0) positive += 1
    }
    scopes.set(scope, { limitUps, height })
    if (members.length === 0 && scope !== 'all') return
    const known = before !== undefined
    const base = closes.length
    const { stage, reason } = stageOf(height, known ? promoted : null, known ? base : null)
    const frame = { ...COMMON, scope, tradeDate, eventTime: sessionClose(tradeDate), final: true }
    stages.push({
      ...frame,
      limitUps,
      limitDowns,
      touched: limitUps + broken,
      broken,
      sealRate: ratio(limitUps, limitUps + broken),
      height,
      heightIsLowerBound: height > 0 && certain === 0,
      oneWord,
      base: known ? base : null,
      promoted: known ? promoted : null,
      promotionRate: known ? ratio(promoted, base) : null,
      excluded: known ? before.limitUps - base : null,
      streakBase: known ? streakBase : null,
      streakPromoted: known ? streakPromoted : null,
      topBase: known ? topBase : null,
      topPromoted: known ? topPromoted : null,
      limitUpPremium: mean(closeSum, base),
      limitUpOpenPremium: mean(openSum, base),
      limitUpMedian: median(closes),
      limitUpPositive: known ? positive : null,
      brokenBase: known ? brokenBase : null,
      brokenPremium: mean(brokenSum, brokenBase),
      stage,
      stageReason: known ? reason : 'noHistory',
      universe: UNIVERSE,
      definition: DEFINITION,
      dataGap: false,
    })
    const highest = Math.max(0, ...ladder.keys())
    for (let tier = 1; tier <= highest; tier += 1) {
      const { boards, ...cohort } = ladder.get(tier) ?? { boards: 0, base: 0, promoted: 0 }
      tiers.push({
        ...frame,
        tier,
        boards,
        base: known ? cohort.base : null,
        promoted: known ? cohort.promoted : null,
        rate: known ? ratio(cohort.promoted, cohort.base) : null,
      })
    }
  }
}

function breadthOf(tradeDate: TradeDate, tallies: ReadonlyMap<Board, Tally>): Breadth[] {
  const headline = newTally()
  for (const [board, tally] of tallies)
    if (board !== 'BSE')
      for (const field of Object.keys(tally) as (keyof Tally)[]) headline[field] += tally[field]
  const boards = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))
  return [['all', headline] as const, ...boards].map(([scope, tally]) => {
    const { priced, returnSum, amount, amountSymbols, ...counts } = tally
    return {
      ...COMMON,
      scope,
      tradeDate,
      eventTime: sessionClose(tradeDate),
      ...counts,
      amount: counts.traded > 0 && amountSymbols === counts.traded ? (amount as Breadth['amount']) : null,
      meanReturn: mean(returnSum, priced),
      final: true,
    }
  })
}

const ratio = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator

const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count / 1e10)

function median(values: number[]): number | null {
  if (values.length === 0) return null
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  const twice = values.length % 2 === 1 ? values[middle]! * 2 : values[middle - 1]! + values[middle]!
  return twice / 2 / 1e10
}

import fc, { type Arbitrary } from 'fast-check'
import type { Fen } from '../../../../core/market/price.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import type { GroupTally, IntradayMember, IntradayPartial } from '../../../../schemas/generated/events.ts'
import { groupTally, intradayMember, intradayPartial } from './intraday.ts'

const small = fc.nat({ max: 50 })
const INDUSTRIES = ['银行', '电力', null] as const
const CONCEPTS = ['芯片', '机器人', '低空经济'] as const

/** A symbol at or after a limit, consistent in itself. */
export const anyMember: Arbitrary<IntradayMember> = fc
  .record({
    code: fc.nat({ max: 999 }),
    board: fc.constantFrom('SH_MAIN', 'CHINEXT', 'BSE'),
    st: fc.boolean(),
    up: fc.constantFrom('none', 'broken', 'sealed'),
    atLimit: fc.boolean(),
    down: fc.constantFrom('none', 'none', 'broken', 'sealed'),
    previousUp: fc.constantFrom('none', 'broken', 'sealed', 'sealed'),
    previousStreak: fc.integer({ min: 1, max: 5 }),
    openReturn: fc.integer({ min: -2e9, max: 2e9 }),
    closeReturn: fc.integer({ min: -2e9, max: 2e9 }),
    sealAmount: fc.nat({ max: 1e9 }),
    noBook: fc.boolean(),
    industry: fc.constantFrom(...INDUSTRIES),
    concepts: fc.subarray([...CONCEPTS]),
  } as const)
  .map(({ code, board, st, up, atLimit, down, previousUp, previousStreak, sealAmount, ...known }) =>
    intradayMember(`60${String(code).padStart(4, '0')}.SH`, {
      ...known,
      board,
      exclusion: st ? 'st' : board === 'BSE' ? 'bse' : null,
      limitPercent: board === 'SH_MAIN' ? 10 : board === 'CHINEXT' ? 20 : 30,
      up,
      down: up === 'none' ? down : 'none',
      state: up === 'sealed' ? 'sealedUp' : up === 'broken' && atLimit ? 'atLimitUp' : 'below',
      previousUp,
      previousStreak: previousUp === 'sealed' ? previousStreak : 0,
      sealAmount: (up === 'sealed' ? sealAmount : 0) as Fen,
    }),
  )

export const anyMembers = fc.uniqueArray(anyMember, { maxLength: 40, selector: ({ symbol }) => symbol })

const anyTally = (kind: GroupTally['kind'], name: string): Arbitrary<GroupTally> =>
  fc
    .record({
      advancers: small,
      decliners: small,
      unchanged: small,
      untraded: small,
      suspended: small,
      missing: small,
      returnSum: fc.integer({ min: -1e12, max: 1e12 }),
      volume: fc.nat({ max: 1e9 }),
      amount: fc.nat({ max: 1e9 }).map((amount) => amount as Fen),
      histogram: kind === 'board' ? fc.array(small, { minLength: 23, maxLength: 23 }) : fc.constant([]),
    })
    .map((sums) => {
      const traded = sums.advancers + sums.decliners + sums.unchanged
      return groupTally({ ...sums, kind, name, traded, priced: traded, amountSymbols: traded })
    })

/** One task's tallies: every board, industry and concept. */
export const anyTallies: Arbitrary<readonly GroupTally[]> = fc.tuple(
  ...(['BSE', 'CHINEXT', 'SH_MAIN'] as const).map((name) => anyTally('board', name)),
  ...CONCEPTS.map((name) => anyTally('concept', name)),
  ...INDUSTRIES.flatMap((name) => (name === null ? [] : [anyTally('industry', name)])),
)

/** What the tasks together say of one minute: members of the market, tallies of each of twelve parts of it. */
export interface AnyMinute {
  readonly members: readonly IntradayMember[]
  readonly tallies: readonly (readonly GroupTally[])[]
  readonly cohortMissing: number
}

/** Parts that tasks are made of: 1, 3 and 12 tasks take 12, 4 and 1 of them. */
export const PARTS = 12

export const anyMinute: Arbitrary<AnyMinute> = fc.record({
  members: anyMembers,
  tallies: fc.array(anyTallies, { minLength: PARTS, maxLength: PARTS }),
  cohortMissing: fc.nat({ max: 2 }),
})

/** The shares of a minute from so many tasks. */
export function sharesOf(
  tradeDate: TradeDate,
  minute: number,
  market: AnyMinute,
  tasks: number,
  known: Partial<IntradayPartial> = {},
): readonly IntradayPartial[] {
  const taskOf = (part: number): number => part % tasks
  return Array.from({ length: tasks }, (_, task) =>
    intradayPartial(tradeDate, minute, {
      task,
      members: market.members.filter(({ symbol }) => taskOf(Number(symbol.slice(2, 6)) % PARTS) === task),
      tallies: market.tallies.flatMap((tallies, part) => (taskOf(part) === task ? tallies : [])),
      cohortMissing: task === 0 ? market.cohortMissing : 0,
      expected: PARTS / tasks,
      seen: PARTS / tasks,
      hygiene: { accepted: 1_200 / tasks, [`z${task % 2}`]: 0 },
      ...known,
    }),
  )
}

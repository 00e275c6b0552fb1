import type { GroupTurnover } from '../../../schemas/generated/events.ts'
import { turnoverState } from './crowding-state.ts'
import { type CrowdingState, type Emit, RATES } from './crowding-stores.ts'
import { crowdingSignal, knownMarket, type SessionDay } from './session-day.ts'

const SUBJECT = 'market'
const FEN = 100

/**
 * Turnover rate of the calm period 冷静期换手率 (domain.md C18): amounts over capitalisation of the companies of which both are
 * known, mean of ten sessions; a session without it leaves a gap of ten. Ours divides by total capitalisation, since free float is not in the data: it lies
 * below the figure of the report.
 */
export function sayCalm(
  groups: readonly GroupTurnover[],
  day: SessionDay,
  state: CrowdingState,
  emit: Emit,
): void {
  const market = knownMarket(groups, day)
  const rate = market === undefined || market.cappedCap === 0 ? null : rateOf(market)
  if (rate === null && state.rates.get(SUBJECT) === undefined) return
  const window = state.rates.changeable(SUBJECT, RATES)
  window.push(rate)
  if (rate === null || market === undefined) return
  const { value } = window
  emit(
    crowdingSignal('turnover_calm', SUBJECT, day, {
      value,
      state: value === null ? null : turnoverState(value),
      components: {
        rate,
        amount: market.cappedAmount / FEN,
        capitalisation: market.cappedCap,
        members: market.members,
        capKnown: market.capKnown,
      },
    }),
  )
}

const rateOf = ({ cappedAmount, cappedCap }: GroupTurnover): number => cappedAmount / FEN / cappedCap

import { type Market, marketOf } from '../../../core/market/market-close.ts'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { type Account, followedBy } from '../../../core/portfolio/account.ts'
import { traded } from '../../../core/portfolio/trade.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { barKey, foreignMoments, rememberCloses } from './bars.ts'
import { closeAccounts } from './close-accounts.ts'
import {
  type Emit,
  PORTFOLIO_STORES,
  type PortfolioOutput,
  type PortfolioState,
  type PortfolioStores,
} from './portfolio-stores.ts'
import { takeTarget } from './take-target.ts'

type PortfolioInput = 'targets' | 'series'

/**
 * Accounts of all strategies (docs/signals/portfolios.md): what a real investor would have had who followed their targets.
 * A session's bars come with its close; then it is settled, its open first. Foreign bars are settled when their close has
 * passed. So what is said is a function of event time, however the events were batched.
 */
export const portfoliosProcessor: ProcessorDefinition<PortfolioStores, PortfolioInput, PortfolioOutput> = {
  name: 'portfolios',
  version: 1,
  inputs: ['targets', 'series'],
  outputs: ['portfolios', 'weights', 'portfolioStats'],
  assignment: 'single',
  stores: PORTFOLIO_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<PortfolioInput>, AnyOutputEvent<PortfolioOutput>>((batch, emit) =>
        work(batch, state, emit),
      ),
    ),
}

function work(batch: Batch<PortfolioInput>, state: PortfolioState, emit: Emit): void {
  for (const { topic, eventTime, value } of batch.events) {
    settleForeign(state, eventTime)
    if (topic === 'targets') takeTarget(value, state)
    else takeBar(value, state)
  }
  settleForeign(state, (batch.watermark + 1) as EventTime)
  if (batch.closes !== undefined) closeAccounts(batch.closes.tradeDate, state, emit)
}

function takeBar(bar: SeriesBar, state: PortfolioState): void {
  const bars = bar.market === 'CN' ? state.homeBars : state.foreignBars
  bars.set(barKey(bar), bar)
}

/** Foreign bars wait until their moment has passed, for all of one moment are settled together. */
function settleForeign(state: PortfolioState, now: EventTime): void {
  const [waiting] = state.foreignBars.unordered()
  if (waiting === undefined || waiting.eventTime >= now) return
  const bars = state.foreignBars.sorted().map(([, bar]) => bar)
  const moments = foreignMoments(state, bars)
  rememberCloses(state, bars)
  state.foreignBars.clear()
  for (const [strategy, entry] of state.accounts.sorted()) {
    const { account } = entry
    const concerned = moments.filter(({ market }) => concerns(account, market))
    if (concerned.length > 0)
      state.accounts.set(strategy, { ...entry, account: concerned.reduce(traded, account) })
  }
}

/** Whether an account holds or wants anything of a market. */
const concerns = (account: Account, market: Market): boolean =>
  [...followedBy(account)].some((symbol) => marketOf(symbol) === market)

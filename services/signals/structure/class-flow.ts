import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { type FlowMemory, flowFigures, NO_FLOWS, withFlow } from './flow-memory.ts'
import { A_SHARE_CLASSES, type FundClass } from './fund-classes.ts'
import { isHongKongClosed } from './hong-kong-closures.ts'
import type { ShareChange } from './share-change.ts'
import { structureSignal } from './structure-signal.ts'
import type { ClassDay, Emit, StructureState } from './structure-stores.ts'

/** What a fund adds to its class. */
export interface FundPart {
  readonly change: ShareChange
  /** Assets before the session, CNY. */
  readonly assets: number
  /** Change of the value a share; null where unknown. */
  readonly gain: number | null
  readonly skipped: boolean
}

/** Broad, strategy and sector funds together [S3]. */
const A_SHARES = 'aShares'

const NOTHING = { total: 0, suspect: 0, known: 0, unknown: 0, assets: 0, gained: 0, news: false, said: 0 }

/** Adds a fund's session to its class. A session before the latest one of the class is over and is not changed. */
export function addToClass(
  fundClass: FundClass,
  tradeDate: TradeDate,
  part: FundPart,
  state: StructureState,
): void {
  for (const name of A_SHARE_CLASSES.includes(fundClass) ? [fundClass, A_SHARES] : [fundClass]) {
    const latest = state.classes.get(name)
    if (latest !== undefined && tradeDate < latest.tradeDate) continue
    const day = latest?.tradeDate === tradeDate ? latest : nextDay(name, latest, tradeDate)
    state.classes.set(name, withPart(day, part))
  }
}

/** Says what classes have received, once everything of a moment is known. */
export function sayClasses(eventTime: EventTime, state: StructureState, emit: Emit): void {
  if (state.classes.size === 0) return
  for (const [name, day] of state.classes.sorted()) {
    if (!day.news) continue
    state.classes.set(name, { ...day, news: false, said: day.said + 1 })
    const { tradeDate, total, suspect, known, unknown, assets, gained, said } = day
    const change = assets > 0 ? gained / assets : 0
    const skipped = isSkipped(name, tradeDate)
    emit(
      structureSignal(
        'etf_flow',
        `class.${name}`,
        { tradeDate, eventTime },
        {
          value: total,
          state: skipped ? 'skipped' : total === 0 ? 'unchanged' : total > 0 ? 'inflow' : 'outflow',
          components: {
            ...flowFigures(memoryAfter(name, day)),
            change,
            counterCyclical: total > 0 && change < 0 ? 1 : 0,
            funds: known,
            unknown,
            suspectFlow: suspect,
            assets,
            skipped: skipped ? 1 : 0,
          },
          revision: said,
        },
      ),
    )
  }
}

function nextDay(name: string, latest: ClassDay | undefined, tradeDate: TradeDate): ClassDay {
  const memory = latest === undefined ? NO_FLOWS : memoryAfter(name, latest)
  return { ...memory, ...NOTHING, tradeDate }
}

/** What is remembered once a day is over: the flow of a session on which nothing could be created is left out. */
function memoryAfter(name: string, day: ClassDay): FlowMemory {
  const { streak, cumulative, twoWeeks, lastOutflow, total, tradeDate } = day
  const memory = { streak, cumulative, twoWeeks, lastOutflow }
  return isSkipped(name, tradeDate) ? memory : withFlow(memory, total, tradeDate)
}

const isSkipped = (name: string, tradeDate: TradeDate): boolean =>
  name === 'hk' && isHongKongClosed(tradeDate)

/** What is suspect stands beside the total and not in it. */
function withPart(day: ClassDay, { change, assets, gain }: FundPart): ClassDay {
  return {
    ...day,
    total: day.total + (change.kind === 'flow' ? change.flow : 0),
    suspect: day.suspect + (change.kind === 'suspect' ? change.flow : 0),
    known: day.known + (change.kind === 'unknown' ? 0 : 1),
    unknown: day.unknown + (change.kind === 'unknown' ? 1 : 0),
    assets: day.assets + (gain === null ? 0 : assets),
    gained: day.gained + (gain === null ? 0 : assets * gain),
    news: true,
  }
}

import { knownAliases } from '../core/market/alias-table.ts'
import { boardOf } from '../core/market/board.ts'
import { chineseCalendar } from '../core/market/chinese-calendar.ts'
import { codeOf, exchangeOf, type InstrumentSymbol } from '../core/market/instrument-symbol.ts'
import type { Price } from '../core/market/price.ts'
import type { TradeDate } from '../core/market/trade-date.ts'
import { discover } from '../services/ingest/discover.ts'
import type { InstrumentContent } from '../services/ingest/publisher/instrument-records.ts'
import { readSessions } from '../services/ingest/session-stream.ts'
import { limitsOfBar } from '../services/ingest/simulated-limits.ts'
import type { SimulatedBar } from '../services/ingest/simulator/day-shape.ts'
import type { SessionItems, SourceBar, TakenBar } from '../services/ingest/source.ts'
import { SAMPLE } from './data.ts'

/** The session that is simulated: a day with many limit-ups and limit-downs in the bundled sample. */
export const DAY = 2022_04_27 as TradeDate

/** Shares of the market today; the sample's has fewer. */
const SHARES = 5_400

/** The sample's sessions up to one day, filled up to the size of the market today. */
export interface FullMarket {
  /** Sessions before the day. */
  readonly history: readonly SessionItems[]
  /** The day's bars with their reference prices. */
  readonly bars: readonly SourceBar[]
}

/**
 * Reads the sample. Shares that are missing to a full market are copies of others under codes that nobody has.
 * @param part of the market, 0 to 1, evenly over the codes
 */
export async function fullMarket(part: number): Promise<FullMarket> {
  const sessions: SessionItems[] = []
  const { files } = await discover(SAMPLE.files)
  for await (const session of readSessions(files)) {
    if (session.tradeDate > DAY) break
    sessions.push(session)
  }
  const copies = copiesOf(sessions)
  const full = sessions.map((session) => withCopies(session, copies))
  const wanted = chosen(full.at(-1)!, part)
  const some = full.map((session) => ({
    ...session,
    bars: session.bars.filter(({ bar }) => wanted.has(bar.symbol)),
  }))
  return { history: some.slice(0, -1), bars: withReferences(some) }
}

/** The day's bars as the simulator wants them. */
export function simulatedBars(
  { bars }: FullMarket,
  instruments: readonly InstrumentContent[],
): readonly SimulatedBar[] {
  const known = new Map(instruments.map((content) => [content.instrument, content]))
  return bars.map((bar) => {
    const instrument = known.get(knownAliases.canonicalSymbol(bar.symbol))
    return { bar, limits: limitsOfBar(bar, instrument, chineseCalendar), board: boardOf(bar.symbol) }
  })
}

type Copies = ReadonlyMap<InstrumentSymbol, InstrumentSymbol>

function copiesOf(sessions: readonly SessionItems[]): Copies {
  const symbols = sessions.flatMap(({ bars }) => bars.map(({ bar }) => bar.symbol))
  const taken = new Set(symbols.flatMap((symbol) => [symbol, knownAliases.canonicalSymbol(symbol)]))
  const day = sessions.at(-1)!.bars
  const copies = new Map<InstrumentSymbol, InstrumentSymbol>()
  for (const { bar } of day) {
    if (copies.size + day.length >= SHARES) break
    const free = freeCode(bar.symbol, taken)
    if (free === undefined) continue
    taken.add(free)
    copies.set(bar.symbol, free)
  }
  return copies
}

/** The next code of the same board that nobody has. */
function freeCode(
  symbol: InstrumentSymbol,
  taken: ReadonlySet<InstrumentSymbol>,
): InstrumentSymbol | undefined {
  const code = codeOf(symbol)
  const prefix = code.slice(0, 3)
  for (let number = Number(code.slice(3)) + 1; number < 1_000; number += 1) {
    const next = `${prefix}${String(number).padStart(3, '0')}.${exchangeOf(symbol)}` as InstrumentSymbol
    if (!taken.has(next) && knownAliases.canonicalSymbol(next) === next) return next
  }
  return undefined
}

function withCopies(session: SessionItems, copies: Copies): SessionItems {
  const bars = session.bars.flatMap((taken): TakenBar[] => {
    const symbol = copies.get(taken.bar.symbol)
    return symbol === undefined ? [taken] : [taken, { ...taken, bar: { ...taken.bar, symbol } }]
  })
  const identity = ({ bar }: TakenBar): string => knownAliases.canonicalSymbol(bar.symbol)
  return { ...session, bars: bars.sort((a, b) => (identity(a) < identity(b) ? -1 : 1)) }
}

function chosen({ bars }: SessionItems, part: number): ReadonlySet<InstrumentSymbol> {
  const count = Math.ceil(bars.length * part)
  return new Set(
    Array.from({ length: count }, (_, at) => bars[Math.floor((at * bars.length) / count)]!.bar.symbol),
  )
}

function withReferences(sessions: readonly SessionItems[]): readonly SourceBar[] {
  const closes = new Map<InstrumentSymbol, Price>()
  for (const { bars } of sessions.slice(0, -1))
    for (const { bar } of bars) closes.set(knownAliases.canonicalSymbol(bar.symbol), bar.close)
  return sessions.at(-1)!.bars.map(({ bar }) => ({
    ...bar,
    prevClose: bar.prevClose ?? closes.get(knownAliases.canonicalSymbol(bar.symbol)) ?? null,
  }))
}

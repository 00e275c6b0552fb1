import { deepStrictEqual } from 'node:assert/strict'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { sessionClose, shanghaiTime } from '../../core/market/trade-date.ts'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import type { KeyedState } from '../../runtime/processor/keyed-state.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { Tick } from '../../schemas/generated/events.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import { simulateDay } from '../../services/ingest/simulator/simulate-day.ts'
import {
  isExpected,
  type SessionState,
  type SymbolState,
} from '../../services/sentiment/limit-state/symbol-state.ts'
import type { Yesterday } from '../../services/sentiment/market/market-day.ts'
import { knownInstruments } from '../../test/support/real-history.ts'
import type { Bench } from '../bench.ts'
import { batchesOf } from '../daily-processors/processors.ts'
import { DAY, fullMarket, simulatedBars } from '../full-market.ts'
import { formatRate, formatSpread, interleaved, timesAsLong } from '../measure.ts'
import { type EncodedSweep, encodedSweeps } from './encoded-sweep.ts'
import { plainLoop } from './plain-loop.ts'
import { afterHistory, type Beginning, throughProcessors } from './processors.ts'
import type { TickResult } from './tick-result.ts'

const REPEATS = 5
const SEED = 1
/** Ten minutes of continuous trading, at three seconds a share; the auction before them is thin. */
const UNTIL = shanghaiTime(DAY, 9, 40)

/** The path of a tick, from bytes to minute rows, against a script that computes the same from the same bytes. */
export const tickPath: Bench = {
  name: 'tick-path',
  title: 'ticks through both processors vs a plain loop over the same bytes (aim: at most twice as long)',
  async run() {
    const codec = createCodec(createInProcessRegistry())
    const { sweeps, beginning, symbols, yesterday, session } = await morning(codec)
    const byKey = new Map(knownInstruments().map((record) => [record.instrument as string, record]))
    const expected = new Map([...symbols].filter(([, known]) => isExpected(known, session)))
    const decoder = codec.decoder(TOPICS.ticks.schema)
    await decoder.prepare([sweeps.find(({ ends }) => ends.length > 0)!.bytes])
    const decode = (value: Buffer): Tick => decoder.decode(value)
    const plain = (): TickResult =>
      plainLoop(sweeps, decode, symbols, {
        session,
        expected,
        instruments: byKey,
        yesterday,
        announced: new Map(),
      })
    const processors = (): Promise<TickResult> => throughProcessors(sweeps, codec, beginning)
    const said = await processors()
    deepStrictEqual(inOrder(said), inOrder(plain()))

    const seconds = await interleaved(
      { processors, plain, decoding: () => decodeAll(sweeps, decode) },
      REPEATS,
      'processor',
    )
    const ticks = sweeps.reduce((sum, { ends }) => sum + ends.length, 0)
    const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, at) => x - b[at]!)
    const beyond = timesAsLong(
      minus(seconds.processors, seconds.decoding),
      minus(seconds.plain, seconds.decoding),
    )
    return [
      `${ticks.toLocaleString('en-US')} ticks of ${symbols.size} shares; equal: ${said.minutes.length} minute rows, ` +
        `${said.changes.length} limit changes, ${said.bars.length} minute bars`,
      `processors ${formatRate(ticks, seconds.processors)}, plain loop ${formatRate(ticks, seconds.plain)}, ` +
        `decoding alone ${formatRate(ticks, seconds.decoding)}`,
      `processors take ${formatSpread(timesAsLong(seconds.processors, seconds.plain))} times as long`,
      `without decoding, on either side ${formatSpread(beyond)} times as long`,
    ]
  },
}

/** The session's first minutes, and what the sessions before them have left. */
async function morning(codec: ReturnType<typeof createCodec>): Promise<{
  readonly sweeps: readonly EncodedSweep[]
  readonly beginning: Beginning
  readonly symbols: ReadonlyMap<string, SymbolState>
  readonly yesterday: ReadonlyMap<string, Yesterday>
  readonly session: SessionState
}> {
  const market = await fullMarket(1)
  const records = knownInstruments()
  const bars = simulatedBars(market, records)
  const sweeps = simulateDay({ tradeDate: DAY, bars, seed: SEED, cadence: 'full' })
  const instruments = new ReferenceTable<'instruments'>()
  for (const record of records) instruments.put(record.instrument, record)
  const history = market.history.map(({ tradeDate, bars: taken }) => {
    const place = { dataset: 'main', epoch: 1, eventTime: sessionClose(tradeDate), late: false }
    return { tradeDate, bars: taken.map(({ bar }) => dailyBar(bar, place)) }
  })
  const { limitState, market: fold } = afterHistory(batchesOf(history), instruments)
  const last = limitState.state.stores.session!.get('open') as SessionState
  const session: SessionState = {
    ...last,
    tradeDate: DAY,
    previousSession: chineseCalendar.previous(DAY),
    history: 'known',
    index: last.index + 1,
    ticks: true,
  }
  return {
    sweeps: await encodedSweeps(sweeps, UNTIL, codec),
    beginning: {
      opens: {
        tradeDate: DAY,
        eventTime: shanghaiTime(DAY, 9, 0),
        previousSession: session.previousSession,
        history: 'known',
        ticks: true,
        references: { [TOPICS.instruments.name]: 1 },
      },
      instruments,
      limitState: limitState.state.packChanged(),
      market: fold.state.packChanged(),
    },
    symbols: new Map((limitState.state.stores.symbols as KeyedState<SymbolState>).sorted()),
    yesterday: new Map((fold.state.stores.yesterday as KeyedState<Yesterday>).sorted()),
    session,
  }
}

function decodeAll(sweeps: readonly EncodedSweep[], decode: (value: Buffer) => Tick): number {
  let volume = 0
  for (const { bytes, ends } of sweeps) {
    let from = 0
    for (const end of ends) {
      volume += decode(bytes.subarray(from, end)).volume
      from = end
    }
  }
  return volume
}

/** Rows of a minute come in the order of the symbols or of their arrival. */
function inOrder({ minutes, changes, bars }: TickResult): object {
  const sorted = (rows: readonly object[]): object[] =>
    rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort() as never
  return { minutes: sorted(minutes), changes: sorted(changes), bars: sorted(bars) }
}

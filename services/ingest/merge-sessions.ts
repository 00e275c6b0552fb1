import type { SessionItems } from './source.ts'
import type { TickSession } from './ticks/source-tick.ts'

/**
 * Sessions of bars and sessions of ticks as one sequence, by date. Bars of a session that has ticks go along
 * with them. Both come in order.
 * @param rest whether bars of sessions after the last one with ticks follow too
 */
export async function* mergeSessions(
  bars: AsyncIterable<SessionItems>,
  ticks: AsyncIterable<TickSession>,
  rest: boolean,
): AsyncGenerator<SessionItems> {
  const daily = bars[Symbol.asyncIterator]()
  try {
    let next = await daily.next()
    for await (const session of ticks) {
      const { tradeDate } = session
      for (; next.done !== true && next.value.tradeDate < tradeDate; next = await daily.next())
        yield next.value
      if (next.done !== true && next.value.tradeDate === tradeDate) {
        yield { ...next.value, ticks: session }
        next = await daily.next()
      } else yield { tradeDate, bars: [], omissions: [], ticks: session }
    }
    for (; rest && next.done !== true; next = await daily.next()) yield next.value
  } finally {
    await daily.return?.()
  }
}

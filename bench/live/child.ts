/**
 * Log, processors, sink, engine and monitor with a simulated full market, in a process of its own; see messages.ts.
 *
 * `child.ts HOME PART FROM SPEED`: a part of the market (0 to 1), at once up to FROM (`10:00`), then at SPEED
 * (`max`, or times the clock's). The page is to be opened when it says where, and then it goes on.
 */
import { on } from 'node:events'
import { ALL_ROLES, Pipeline } from '../../cli/pipeline.ts'
import { SAMPLE_DAY } from '../../cli/sample-day.ts'
import { serveMonitor } from '../../cli/serve-monitor.ts'
import { shanghaiTime } from '../../core/market/trade-date.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { simulateDay } from '../../services/ingest/simulator/simulate-day.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import type { Speed } from '../../services/ingest/ticks/paced.ts'
import { DAY, fullMarket, simulatedBars } from '../full-market.ts'
import { groupFacts } from './group-facts.ts'
import { LiveSweeps } from './live-sweeps.ts'
import type { FromChild, Reached, ToChild } from './messages.ts'

const SEED = 1
const [home, part, from, speed] = process.argv.slice(2) as [string, string, string, string]
const [hour, minute] = from.split(':').map(Number) as [number, number]
const pace: Speed = speed === 'max' ? 'max' : Number(speed)
const commands = on(process, 'message') as AsyncIterator<[ToChild]>
const stopped = new AbortController()
const { signal } = stopped

const processed: Record<string, Reached[]> = {}
const pipeline = await Pipeline.start(readConfig({ PULSE_HOME: home }), ALL_ROLES, {
  log: say,
  onProcessed: ({ processor, watermark }) => {
    processed[processor] ??= []
    if (watermark > (processed[processor].at(-1)?.[0] ?? 0))
      processed[processor].push([watermark, Date.now()])
  },
})
const monitor = await serveMonitor(pipeline.sources, { host: '127.0.0.1', port: 0, token: undefined }, say)
await Promise.race([run(), pipeline.failed])
await monitor.close()
await pipeline.stop()
process.disconnect()

async function run(): Promise<void> {
  const market = await fullMarket(Number(part))
  const service = await pipeline.dataset(SAMPLE_DAY.dataset)
  let live: LiveSweeps | undefined
  let begun = 0
  const sessions = async function* (): AsyncGenerator<SessionItems> {
    yield* market.history
    const bars = simulatedBars(market, service.instruments)
    live = new LiveSweeps(simulateDay({ tradeDate: DAY, bars, seed: SEED, cadence: 'full' }))
    const sweeps = live.sweeps(shanghaiTime(DAY, hour, minute, 0), pace, signal, async (until) => {
      await processedUntil(until)
      await tell({ kind: 'serving', url: `${monitor.url}#dataset=${SAMPLE_DAY.dataset}` })
      await command('go')
      begun = Date.now()
      void command('stop').then(() => stopped.abort())
    })
    yield { tradeDate: DAY, bars: [], omissions: [], ticks: { tradeDate: DAY, identity: 'bench', sweeps } }
  }
  const options = { prompt: true, showNow: true, signal }
  const published = await service.publishRun('bench', groupFacts(market), sessions, options)
  await pipeline.landedRun(service, published)
  const seconds = (Date.now() - begun) / 1000
  await tell({ kind: 'report', report: { sweeps: live!.handed, processed, ticks: live!.ticks, seconds } })
}

/** A backlog of what was told at once would be measured otherwise. */
async function processedUntil(until: number): Promise<void> {
  while ((processed.market?.at(-1)?.[0] ?? 0) < until)
    await new Promise((resolve) => setTimeout(resolve, 100))
}

async function command(expected: ToChild): Promise<void> {
  const { value } = await commands.next()
  if (value[0] !== expected) throw new Error(`told to ${value[0]}, not to ${expected}`)
}

/** Resolves when the message is on its way: who disconnects before loses it. */
async function tell(message: FromChild): Promise<void> {
  await new Promise((resolve) => process.send!(message, undefined, undefined, resolve))
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

import { performance } from 'node:perf_hooks'
import { ALL_ROLES, Pipeline } from '../../../cli/pipeline.ts'
import { serveMonitor } from '../../../cli/serve-monitor.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { BUNDLED_SAMPLE } from '../../../services/ingest/bundled/sample.ts'
import { publishSimulatedDay } from '../../../services/ingest/simulated-day.ts'

/**
 * What `pulse start` does, for as long as a soak wants: all services and the monitor in one process, simulated
 * sessions in a row. Arguments: first session, sessions, speed, shares. Writes a line of JSON at every interval.
 */
export interface SoakLine {
  readonly seconds: number
  readonly session: TradeDate
  /** Event time that was published, and that the market processor has settled; epoch ms. */
  readonly published: EventTime
  readonly settled: EventTime
  readonly ticks: number
  /** CPU of this process since its start, seconds. */
  readonly cpuSeconds: number
  readonly heapBytes: number
}

const [firstSession, sessions, speed, symbols, everyMs] = process.argv.slice(2).map(Number)
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const config = readConfig(process.env)
const settled = new Map<string, EventTime>()
const pipeline = await Pipeline.start(config, ALL_ROLES, {
  log: say,
  onProcessed: ({ processor, watermark }) => settled.set(processor, watermark),
})
const monitor = await serveMonitor(pipeline.sources, { ...config.monitor, port: 0 }, say)
let now = { tradeDate: 0 as TradeDate, until: 0 as EventTime, ticks: 0 }
const sampler = setInterval(() => {
  const { user, system } = process.cpuUsage()
  const line: SoakLine = {
    seconds: performance.now() / 1000,
    session: now.tradeDate,
    published: now.until,
    settled: settled.get('market') ?? (0 as EventTime),
    ticks: now.ticks,
    cpuSeconds: (user + system) / 1e6,
    heapBytes: process.memoryUsage().heapUsed,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}, everyMs)
try {
  await pipeline.takeOver()
  const service = await pipeline.dataset('sim-1')
  const { published } = await Promise.race([
    publishSimulatedDay(service, {
      tradeDate: firstSession as TradeDate,
      sessions: sessions!,
      speed: speed!,
      symbols: symbols!,
      sources: [BUNDLED_SAMPLE],
      seed: 1,
      onProgress: (progress) => {
        now = progress
      },
    }),
    pipeline.failed,
  ])
  clearInterval(sampler)
  await pipeline.landedRun(service, published)
  say(`Landed ${published.ticks} ticks of ${sessions} sessions.`)
} finally {
  clearInterval(sampler)
  await monitor.close()
  await pipeline.stop()
}

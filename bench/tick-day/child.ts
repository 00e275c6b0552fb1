/**
 * One stage of a simulated day in a process of its own, so that its memory is its own. Writes one line of JSON.
 *
 *  - `child.ts generate HOME PART`: makes the snapshots, and nothing else
 *  - `child.ts publish HOME PART`: makes and publishes them, the sessions before them first
 *  - `child.ts process HOME MARKER`: what is published becomes rows in ClickHouse
 *  - `child.ts store HOME MARKER`: the same, and the snapshots are stored, too
 */
import { openLog } from '../../cli/open-log.ts'
import { shanghaiTime } from '../../core/market/trade-date.ts'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ReferenceTables } from '../../runtime/processor/reference-tables.ts'
import { runProcessor, type TaskProgress } from '../../runtime/processor/run-processor.ts'
import { IngestService } from '../../services/ingest/ingest-service.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { startWarehouse } from '../../services/warehouse/start-warehouse.ts'
import { type Usage, usageFromNow } from '../end-to-end/usage.ts'
import { DAY, fullMarket } from '../full-market.ts'
import { type DayReport, MeasuredDay, SEED } from './measured-day.ts'
import { MemorySamples } from './memory-samples.ts'

/** What a stage reports. */
export interface StageReport extends DayReport {
  readonly marker: string
  /** Rows in ClickHouse, by topic. */
  readonly rows: Readonly<Record<string, number>>
}

const DAY_BEGINS = shanghaiTime(DAY, 0, 0)
const STAGES: Readonly<Record<string, (home: string, argument: string) => Promise<StageReport>>> = {
  generate: (home, part) => generate(home, Number(part)),
  publish: (home, part) => publish(home, Number(part)),
  process: (home, marker) => toClickHouse(home, marker, false),
  store: (home, marker) => toClickHouse(home, marker, true),
}
const NOTHING = { making: 0, marker: '', rows: {} } as const

const [stage, home, argument] = process.argv.slice(2) as [string, string, string]
process.stdout.write(`${JSON.stringify(await STAGES[stage]!(home, argument))}\n`)

async function generate(home: string, part: number): Promise<StageReport> {
  const market = await fullMarket(part)
  const ingest = await openIngest(home)
  const day = new MeasuredDay(home, market, ingest.service)
  for (const _ of day.sweeps()) void _
  await ingest.close()
  return { ...NOTHING, ...day.report() }
}

async function publish(home: string, part: number): Promise<StageReport> {
  const market = await fullMarket(part)
  const ingest = await openIngest(home)
  const day = new MeasuredDay(home, market, ingest.service)
  const sessions = async function* (): AsyncGenerator<SessionItems> {
    yield* market.history
    const ticks = { tradeDate: DAY, identity: `seed ${SEED}`, sweeps: day.sweeps() }
    yield { tradeDate: DAY, bars: [], omissions: [], ticks }
  }
  const { facts } = ingest.service
  const { marker } = await ingest.service.dataset(`sim-${SEED}`).publishRun('bench', facts, sessions)
  const report = day.report()
  await ingest.close()
  return { ...NOTHING, ...report, marker }
}

/** From the log, through the processors, to the tables; measured from the first snapshot that is processed. */
async function toClickHouse(home: string, marker: string, storeTicks: boolean): Promise<StageReport> {
  const config = readConfig({ PULSE_HOME: home })
  const { application } = config
  const [{ log, codec, partitions }, warehouse] = await Promise.all([
    openLog(config),
    openWarehouse({ home }),
  ])
  const instruments = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
  const sink = await startWarehouse({ log, codec, warehouse, storeTicks })
  let measured: { readonly used: () => Usage; readonly memory: MemorySamples } | undefined
  let history = 0
  let events = 0
  const onProgress = (progress: TaskProgress): void => {
    if (progress.processor !== 'limit-state') return
    events = progress.events
    if (progress.watermark < DAY_BEGINS) history = events
    else measured ??= { used: usageFromNow(home), memory: new MemorySamples(home) }
  }
  const groups = await Promise.all(
    DAILY_PROCESSORS.map((definition) =>
      runProcessor(definition, {
        log,
        codec,
        application,
        partitions,
        references: { instruments },
        onProgress,
      }),
    ),
  )
  await sink.landed(marker)
  const { used, memory } = measured!
  const report = {
    ...NOTHING,
    ticks: events - history,
    usage: used(),
    memory: memory.stop(),
    rows: sink.rows(),
  }
  await Promise.all(groups.map((group) => group.stop()))
  await sink.stop()
  instruments.close()
  await log.close()
  await warehouse.close()
  return report
}

async function openIngest(home: string): Promise<{ service: IngestService; close(): Promise<void> }> {
  const config = readConfig({ PULSE_HOME: home })
  const { log, codec, partitions } = await openLog(config)
  const { application } = config
  const service = await IngestService.open({
    log,
    codec,
    application,
    dataset: 'main',
    partitions,
    processors: {},
  })
  return {
    service,
    close: async () => {
      await service.close()
      await log.close()
    },
  }
}

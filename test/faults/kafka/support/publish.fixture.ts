/**
 * The ingest service of a fault day, in a process of its own: publishes history and session, and ends when another
 * process has stored everything and the views show it. Killed and started again, it goes on where it was.
 */
import { Pipeline } from '../../../../cli/pipeline.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import { readConfig } from '../../../../runtime/config/read-config.ts'
import { ingestPaths } from '../../../../services/ingest/ingest-paths.ts'
import { publishSimulatedDay } from '../../../../services/ingest/simulated-day.ts'
import { type StoredTopic, TABLES } from '../../../../services/warehouse/ddl/tables.ts'
import { untilLanded } from '../../../../services/warehouse/sink/landed.ts'
import type { FaultDay } from '../../support/fault-day.ts'

const { files, bars, seed, dataset } = JSON.parse(process.env.FAULT_DAY!) as FaultDay
const STORED = (Object.keys(TABLES) as StoredTopic[]).filter((topic) => topic !== 'ticks')
const ended = new AbortController()

const pipeline = await Pipeline.start(readConfig(process.env), ['ingest'], { log: () => undefined })
process.once('SIGTERM', () => ended.abort(new Error('asked to end')))
const landed = (marker: string): Promise<void> =>
  untilLanded(marker, STORED, pipeline.warehouse.client, pipeline.sources.log, ended.signal)
await pipeline.takeOver()
process.stderr.write('ingest is running on Kafka\n')
const history = await ingestPaths(pipeline.ingest, files)
const service = await pipeline.dataset(dataset)
const session = await publishSimulatedDay(service, {
  tradeDate: 20220427 as TradeDate,
  sources: [bars],
  seed,
  speed: 'max',
  signal: ended.signal,
})
ended.signal.throwIfAborted()
await landed(history.published.marker)
await landed(session.published.marker)
const { epoch } = session.published
if (service.activeEpoch !== epoch) await landed(await service.activate(epoch))
await pipeline.stop()

import { openLog } from '../../cli/open-log.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { IngestService, type Published } from '../../services/ingest/ingest-service.ts'
import { publishSimulatedDay } from '../../services/ingest/simulated-day.ts'
import { SAMPLE } from '../data.ts'
import { DAY } from '../full-market.ts'

const SEED = 1

/** Publishes a simulated day of some shares, and nothing else. */
export async function recordDay(config: PulseConfig, shares: number): Promise<Published> {
  const { log, codec, partitions } = await openLog(config)
  const { application } = config
  const options = { log, codec, application, dataset: 'main', partitions, processors: {} }
  const ingest = await IngestService.open(options)
  const { published } = await publishSimulatedDay(ingest.dataset(`sim-${SEED}`), {
    tradeDate: DAY,
    sources: SAMPLE.files,
    seed: SEED,
    symbols: shares,
  })
  await ingest.close()
  await log.close()
  return published
}

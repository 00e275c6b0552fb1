/**
 * One stage of a replay of families in a process of its own, so that its memory is its own. Writes one line of JSON.
 *
 *  - `child.ts whole HOME`: ten years of series, from the files to rows in ClickHouse
 *  - `child.ts stages HOME`: the same, one stage and one processor after the other
 *  - `child.ts bars HOME FILE...`: bars, and the processors that are driven by them
 */
import { ALL_ROLES, Pipeline } from '../../cli/pipeline.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { NO_FACTS } from '../../services/ingest/reference-facts.ts'
import type { SeriesBatch } from '../../services/ingest/series/series-row.ts'
import { type Usage, usageFromNow, used } from '../end-to-end/usage.ts'
import { processWith, record, withIngest } from '../recorded.ts'
import { type Memory, MemorySamples } from '../tick-day/memory-samples.ts'
import { BARS_DRIVEN, OTHERS, SERIES_DRIVEN } from './family-processors.ts'
import { seriesOfTenYears } from './ten-years.ts'

/** What a run reports. */
export interface FamiliesReport {
  /** Values of series, or bars. */
  readonly values: number
  /** Rows that were stored in ClickHouse; internal ones too. */
  readonly rows: number
  readonly stages: readonly StageUsage[]
  /** While it replays, the data read and in memory. */
  readonly memory: Memory
}

export interface StageUsage {
  readonly name: string
  readonly usage: Usage
  /** Most resident memory, in MB, where the stage was alone. */
  readonly most?: number
}

const RUNS: Readonly<Record<string, () => Promise<Omit<FamiliesReport, 'memory'>>>> = { whole, stages, bars }

const [run, home, ...files] = process.argv.slice(2) as [string, string, ...string[]]
const config = readConfig({ PULSE_HOME: home })
let rows = 0
const events = {
  log: () => undefined,
  onStored: (_topic: string, stored: number) => {
    rows += stored
  },
}
let memory = new MemorySamples(home)
const report = await RUNS[run]!()
process.stdout.write(`${JSON.stringify({ ...report, memory: memory.stop() })}\n`)

/** Everything at once, as `pulse ingest` does it. */
async function whole(): Promise<Omit<FamiliesReport, 'memory'>> {
  const start = usageFromNow(home)
  const pipeline = await Pipeline.start(config, ALL_ROLES, events)
  const started = { name: 'start', usage: start() }
  const reading = await used(home, seriesOfTenYears)
  const values = reading.result.rows.length
  memory.stop()
  memory = new MemorySamples(home)
  const replay = await used(home, async () => {
    const { marker } = await pipeline.ingest.publish(NO_FACTS, NO_SESSIONS, { series: reading.result })
    await pipeline.landed(marker)
  })
  await pipeline.stop()
  const stages = [started, { name: 'read', usage: reading.usage }, { name: 'replay', usage: replay.usage }]
  return { values, rows, stages }
}

async function stages(): Promise<Omit<FamiliesReport, 'memory'>> {
  const reading = await used(home, seriesOfTenYears)
  const series = reading.result
  const publishing = await used(home, () => publish(series))
  const processed = await processAlone(SERIES_DRIVEN, publishing.result)
  await processWith(config, OTHERS, publishing.result)
  const reader = await Pipeline.start(config, ['warehouse'], events)
  const sinking = await used(home, () => reader.landed(publishing.result))
  await reader.stop()
  return {
    values: series.rows.length,
    rows,
    stages: [
      { name: 'read', usage: reading.usage },
      { name: 'publish', usage: publishing.usage },
      ...processed,
      { name: 'sink', usage: sinking.usage },
    ],
  }
}

async function bars(): Promise<Omit<FamiliesReport, 'memory'>> {
  const { bars: values, marker } = await record(config, files)
  const measured = await processAlone(BARS_DRIVEN, marker)
  return { values, rows, stages: measured }
}

/** Each processor by itself, on what those before it have left in the log. */
async function processAlone(
  definitions: readonly ProcessorDefinition[],
  marker: string,
): Promise<StageUsage[]> {
  const measured: StageUsage[] = []
  for (const definition of definitions) {
    const samples = new MemorySamples(home)
    const { usage } = await used(home, () => processWith(config, [definition], marker))
    measured.push({ name: definition.name, usage, most: samples.stop().most })
  }
  return measured
}

function publish(series: SeriesBatch): Promise<string> {
  return withIngest(
    config,
    async (ingest) => (await ingest.publish(NO_FACTS, NO_SESSIONS, { series })).marker,
  )
}

async function* NO_SESSIONS(): AsyncGenerator<never> {}

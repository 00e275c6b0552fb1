import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import type { EventLog } from '../../../../runtime/log/port.ts'
import type { IngestService } from '../../../../services/ingest/ingest-service.ts'
import type { SessionSource } from '../../../../services/ingest/publish-sessions.ts'
import type { Rejection, SessionItems } from '../../../../services/ingest/source.ts'
import { type StoredTopic, TABLES } from '../../../../services/warehouse/ddl/tables.ts'
import { untilLanded } from '../../../../services/warehouse/sink/landed.ts'
import type { Tuning } from './services.ts'
import type { MarketInput } from './simulated-market.ts'

/** The epochs that a reader is shown in the end. */
export interface Finished {
  readonly main: number
  readonly day: number
}

export const DAY = 'day'

/** How a market is published. */
export interface IngestRun extends Pick<Tuning, 'live' | 'rebuilds'> {
  readonly log: EventLog
  readonly client: ClickHouseClient
  /** The command for main is given twice. */
  readonly resends: boolean
}

/** Virtual time between two sweeps of a live session. */
const SWEEP_MS = 12

/** Publishes a market as commands do, and waits until everything has landed; called again, it goes on or begins anew. */
export async function runIngest(
  main: IngestService,
  market: MarketInput,
  { log, client, resends, live, rebuilds }: IngestRun,
): Promise<Finished> {
  const landed = (marker: string): Promise<void> =>
    untilLanded(marker, Object.keys(TABLES) as StoredTopic[], client, log, new AbortController().signal)
  const publish = () =>
    main.publish(market.facts, sourceOf(market.sessions, market.rejections), { series: market.series })
  const bars = await publish()
  const service = main.dataset(DAY)
  const sessions = live ? market.day.sessions.map(slowly) : market.day.sessions
  const day = await service.publishRun('day', market.day.facts, sourceOf(sessions), { prompt: live })
  await landed(bars.marker)
  await landed(day.marker)
  if (service.activeEpoch !== day.epoch) await landed(await service.activate(day.epoch))
  if (resends) await landed((await publish()).marker)
  if (!rebuilds) return { main: bars.epoch, day: day.epoch }
  const again = await main.rebuild({})
  await landed(again.marker)
  await landed(await main.activate(again.epoch))
  return { main: again.epoch, day: day.epoch }
}

const sourceOf = (sessions: readonly SessionItems[], rejections: readonly Rejection[] = []): SessionSource =>
  async function* (onRejections) {
    await onRejections(rejections)
    yield* sessions
  }

/** The same session, its sweeps one after the other. */
function slowly(session: SessionItems): SessionItems {
  const { ticks } = session
  if (ticks === undefined) return session
  const sweeps = async function* () {
    for await (const sweep of ticks.sweeps) {
      await sleep(SWEEP_MS)
      yield sweep
    }
  }
  return { ...session, ticks: { ...ticks, sweeps: sweeps() } }
}

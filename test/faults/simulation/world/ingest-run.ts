import type { ClickHouseClient } from '@clickhouse/client'
import type { EventLog } from '../../../../runtime/log/port.ts'
import type { IngestService } from '../../../../services/ingest/ingest-service.ts'
import type { SessionSource } from '../../../../services/ingest/publish-sessions.ts'
import type { Rejection, SessionItems } from '../../../../services/ingest/source.ts'
import { type StoredTopic, TABLES } from '../../../../services/warehouse/ddl/tables.ts'
import { untilLanded } from '../../../../services/warehouse/sink/landed.ts'
import type { MarketInput } from './simulated-market.ts'

/** The epochs that a reader is shown in the end. */
export interface Finished {
  readonly main: number
  readonly day: number
}

export const DAY = 'day'

/** Publishes a market as commands do, and waits until everything has landed; called again, it goes on or begins anew. */
export async function runIngest(
  main: IngestService,
  market: MarketInput,
  { log, client }: { readonly log: EventLog; readonly client: ClickHouseClient },
  resends: boolean,
): Promise<Finished> {
  const landed = (marker: string): Promise<void> =>
    untilLanded(marker, Object.keys(TABLES) as StoredTopic[], client, log, new AbortController().signal)
  const publish = () =>
    main.publish(market.facts, sourceOf(market.sessions, market.rejections), { series: market.series })
  const bars = await publish()
  const service = main.dataset(DAY)
  const day = await service.publishRun('day', market.day.facts, sourceOf(market.day.sessions))
  await landed(bars.marker)
  await landed(day.marker)
  if (service.activeEpoch !== day.epoch) await landed(await service.activate(day.epoch))
  if (resends) await landed((await publish()).marker)
  return { main: bars.epoch, day: day.epoch }
}

const sourceOf = (sessions: readonly SessionItems[], rejections: readonly Rejection[] = []): SessionSource =>
  async function* (onRejections) {
    await onRejections(rejections)
    yield* sessions
  }

import { setTimeout as sleep } from 'node:timers/promises'
import { formatTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Position } from '../../../runtime/log/port.ts'
import { ActiveEpoch } from '../../../runtime/processor/active-epoch.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { type StoredTopic, TABLES } from '../ddl/tables.ts'
import { warehouseId } from '../identity.ts'
import { sinkApplication } from '../start-warehouse.ts'
import type { AuditReport, TopicAudit } from './audit-report.ts'
import { type AuditSources, TopicAuditor } from './audit-topic.ts'
import { readLetters } from './letters.ts'
import { type Scope, strangers } from './stored-rows.ts'
import { factsOf } from './table-facts.ts'

export interface AuditOptions {
  /** Default: main. */
  readonly dataset?: string
  /** First and last session; default: all. */
  readonly from?: TradeDate | undefined
  readonly to?: TradeDate | undefined
  /** Default: every stored topic; snapshots only where the sink has stored some. */
  readonly topics?: readonly StoredTopic[] | undefined
  /** How long to wait for a sink that is behind (default 60,000). */
  readonly waitMs?: number
  /** Findings that are named, of each topic (default 20). */
  readonly most?: number
  /** Keys held at a time (default 4 million, about 240 MB). */
  readonly mostKeys?: number
  readonly onProgress?: (topic: string, partition: number, offset: number) => void
  readonly onWaiting?: (topics: readonly string[]) => void
}

const WAIT_MS = 60_000
const LOOK_MS = 500
const MOST = 20
const MOST_KEYS = 4_000_000

/**
 * Compares the committed log with the rows in ClickHouse, record by record, beside whatever is running: it only reads.
 * @throws LogError, CodecError, WarehouseError
 */
export async function runAudit(sources: AuditSources, options: AuditOptions = {}): Promise<AuditReport> {
  const { dataset = 'main', from, to, most = MOST, mostKeys = MOST_KEYS, onProgress } = options
  const application = sinkApplication(await warehouseId(sources.client))
  const topics = options.topics ?? (await storedTopics(sources, application))
  const committed = await caughtUp(sources, application, topics, options)
  const shown = new ActiveEpoch(sources.log, sources.codec, dataset)
  await shown.lookUp()
  const scope: Scope = { dataset, epoch: shown.epoch ?? 0, from, to }
  const letters = await readLetters(sources.log, sources.codec)
  const audits: TopicAudit[] = []
  const origins = new Map<string, Set<string>>()
  for (const topic of topics) {
    const auditor = await TopicAuditor.open(sources, topic, {
      scope,
      letters,
      committed,
      most,
      mostKeys,
      onProgress,
    })
    audits.push(await auditor.run())
    const { name } = TABLES[topic]
    const known = origins.get(name) ?? new Set<string>()
    for (const origin of auditor.origins) known.add(origin)
    origins.set(name, known)
  }
  return {
    dataset,
    epoch: scope.epoch,
    from: from === undefined ? null : formatTradeDate(from),
    to: to === undefined ? null : formatTradeDate(to),
    topics: audits,
    strangers: options.topics === undefined ? await unknownOrigins(sources, scope, origins) : [],
  }
}

async function storedTopics({ log }: AuditSources, application: string): Promise<readonly StoredTopic[]> {
  const all = Object.keys(TABLES) as StoredTopic[]
  const ticks = await log.committed({ application, processor: TOPICS.ticks.name })
  const there = await Promise.all(all.map((topic) => log.partitions(TOPICS[topic].name)))
  return all.filter((topic, at) => there[at] !== undefined && (topic !== 'ticks' || ticks.length > 0))
}

/** Where the sink stands, after waiting for it to come to where the log ended when the audit began. */
async function caughtUp(
  { log }: AuditSources,
  application: string,
  topics: readonly StoredTopic[],
  { waitMs = WAIT_MS, onWaiting }: AuditOptions,
): Promise<readonly Position[]> {
  const names = topics.map((topic) => TOPICS[topic].name)
  const ends = (await Promise.all(names.map((name) => log.ends(name)))).flat()
  const deadline = performance.now() + waitMs
  for (;;) {
    const committed = (
      await Promise.all(names.map((processor) => log.committed({ application, processor })))
    ).flat()
    const behind: string[] = []
    for (const end of ends) {
      const stands = committed.find(
        ({ topic, partition }) => topic === end.topic && partition === end.partition,
      )
      const from = { ...end, offset: stands?.offset ?? 0 }
      if (from.offset < end.offset && (await hasRecords(log, from, end.offset))) behind.push(end.topic)
    }
    if (behind.length === 0 || performance.now() >= deadline) return committed
    onWaiting?.([...new Set(behind)])
    await sleep(LOOK_MS)
  }
}

/** Whether a record of data stands between two places: on Kafka the end may be a mark behind the last one. */
async function hasRecords(log: AuditSources['log'], from: Position, end: number): Promise<boolean> {
  const { topic, partition } = from
  const read = log.read({ topic, partitions: [partition], from: [from], follow: false })
  for await (const { records } of read)
    if (records.some(({ key, offset }) => offset < end && !isControlKey(key))) return true
  return false
}

async function unknownOrigins(
  { client }: AuditSources,
  scope: Scope,
  origins: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<AuditReport['strangers']> {
  const found: AuditReport['strangers'][number][] = []
  for (const spec of new Map(Object.values(TABLES).map((table) => [table.name, table])).values()) {
    const facts = factsOf(spec)
    if (facts.origin === undefined) continue
    const known = origins.get(spec.name) ?? new Set<string>()
    for (const { origin, rows } of await strangers(client, facts, scope, known))
      found.push({ table: spec.name, origin, rows })
  }
  return found
}

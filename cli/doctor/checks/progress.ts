import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog, Position } from '../../../runtime/log/port.ts'
import { TABLES } from '../../../services/warehouse/ddl/tables.ts'
import { warehouseId } from '../../../services/warehouse/identity.ts'
import { sinkApplication } from '../../../services/warehouse/start-warehouse.ts'
import { openLogReader } from '../../open-log.ts'
import { connectWarehouse } from '../../reach/connect-warehouse.ts'
import { type Check, type Finding, note, ok } from '../finding.ts'

/** Less than that is on its way. */
const FAR_RECORDS = 1_000
const LOOK_AGAIN_MS = 3_000

/** Whether what stands in the log also stands in ClickHouse, and whether the sink moves. */
export const progressCheck: Check = async (config) => {
  const opened = await openLogReader(config).catch(() => undefined)
  if (opened === undefined) return []
  const { log } = opened
  try {
    const warehouse = await connectWarehouse(config)
    try {
      const id = await warehouseId(warehouse.client).catch(() => undefined)
      if (id === undefined) return ok('nothing has been stored yet')
      const application = sinkApplication(id)
      const before = await behind(log, application)
      if (before === undefined) return []
      const late = await lateSessions(warehouse)
      if (before.records < FAR_RECORDS) return [...ok('ClickHouse has what stands in the log'), ...late]
      await sleep(LOOK_AGAIN_MS)
      const now = (await behind(log, application)) ?? before
      return [...sinkFindings(before, now), ...late]
    } finally {
      await warehouse.close()
    }
  } finally {
    await log.close()
  }
}

interface Behind {
  readonly records: number
  readonly topic: string
  /** Of all positions, to see them move. */
  readonly at: number
}

function sinkFindings(before: Behind, now: Behind): readonly Finding[] {
  const text = `the sink is ${now.records.toLocaleString('en-US')} records behind, most of them of ${now.topic}`
  return now.at === before.at
    ? note(
        `${text}, and does not move`,
        'Start "pulse run warehouse" or "pulse start"; if it runs, its log lines and /readyz say what it waits for.',
      )
    : note(`${text}, and catches up`, 'Nothing to do.')
}

async function behind(log: EventLog, application: string): Promise<Behind | undefined> {
  let records = 0
  let at = 0
  let most = { topic: '', records: -1 }
  for (const [key, { topic }] of Object.entries(TABLES)) {
    if (key === 'ticks' || (await log.partitions(topic.name)) === undefined) continue
    const ends = await log.ends(topic.name)
    const committed = await log.committed({ application, processor: topic.name })
    const missing = ends.reduce((sum, end) => sum + Math.max(end.offset - positionIn(committed, end), 0), 0)
    records += missing
    at += committed.reduce((sum, { offset }) => sum + offset, 0)
    if (missing > most.records) most = { topic: topic.name, records: missing }
  }
  return most.records < 0 ? undefined : { records, at, topic: most.topic }
}

const positionIn = (positions: readonly Position[], { topic, partition }: Position): number =>
  positions.find((position) => position.topic === topic && position.partition === partition)?.offset ?? 0

/** Sessions whose late bars wait for a rebuild. */
async function lateSessions({
  client,
}: Awaited<ReturnType<typeof connectWarehouse>>): Promise<readonly Finding[]> {
  const result = await client
    .query({
      query:
        'SELECT toString(uniqExact(trade_date)) AS sessions, toString(min(trade_date)) AS since FROM late_events',
      format: 'JSONEachRow',
    })
    .catch(() => undefined)
  const [row] = (await result?.json<{ readonly sessions: string; readonly since: string }>()) ?? []
  return row === undefined || row.sessions === '0'
    ? []
    : note(
        `${row.sessions} sessions have late events that no table shows yet, from ${row.since} on`,
        'Take them in, outside trading hours: pulse rebuild',
      )
}

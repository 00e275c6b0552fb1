import type { TradeDate } from '../../core/market/trade-date.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { outcomeOf } from '../../services/warehouse/audit/audit-report.ts'
import { runAudit } from '../../services/warehouse/audit/run-audit.ts'
import { type StoredTopic, TABLES } from '../../services/warehouse/ddl/tables.ts'
import { auditText } from '../audit/audit-text.ts'
import { openLogReader } from '../open-log.ts'
import { connectWarehouse } from '../reach/connect-warehouse.ts'
import { topicNamed } from '../tail/topic-named.ts'

export interface AuditCommandOptions {
  readonly date?: TradeDate
  readonly from?: TradeDate
  readonly to?: TradeDate
  readonly dataset: string
  readonly topic: readonly string[]
  readonly format: 'table' | 'json'
  readonly hours: boolean
  /** Seconds to wait for a sink that is behind. */
  readonly wait: number
  /** Findings named of each topic. */
  readonly name: number
}

const STATUS = { complete: 0, different: 1, behind: 2 } as const
/** Could not be judged, for whatever reason. */
const UNJUDGED = 2
const PROGRESS_MS = 5_000

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/**
 * `pulse audit`: whether every record of the log is accounted for, and every row has its record. Exit status 0: yes;
 * 1: no; 2: it could not be judged.
 */
export async function audit(options: AuditCommandOptions): Promise<void> {
  process.exitCode = await judge(options).catch((error: unknown) => {
    say(`pulse: ${error instanceof Error ? error.message : String(error)}`)
    return UNJUDGED
  })
}

async function judge(options: AuditCommandOptions): Promise<number> {
  const topics = options.topic.map(storedTopic)
  const config = readConfig(process.env)
  const { log, codec } = await openLogReader(config)
  try {
    const warehouse = await connectWarehouse(config, { say })
    try {
      const { date, from = date, to = date } = options
      const report = await runAudit(
        { log, codec, client: warehouse.client },
        {
          dataset: options.dataset,
          from,
          to,
          topics: topics.length === 0 ? undefined : topics,
          waitMs: options.wait * 1000,
          most: options.name,
          onProgress: now(),
          onWaiting: waiting(),
        },
      )
      const outcome = outcomeOf(report)
      process.stdout.write(
        options.format === 'json'
          ? `${JSON.stringify({ outcome, ...report })}\n`
          : `${auditText(report, { hours: options.hours })}\n`,
      )
      return STATUS[outcome]
    } finally {
      await warehouse.close()
    }
  } finally {
    await log.close()
  }
}

/** @throws ConfigError */
function storedTopic(text: string): StoredTopic {
  const topic = topicNamed(text)
  if (topic in TABLES) return topic as StoredTopic
  throw new ConfigError(
    'invalid',
    `Topic "${text}" is internal: it is not stored, so there is nothing to compare.`,
  )
}

/** A line now and then. */
function now(): (topic: string, partition: number, offset: number) => void {
  let last = performance.now()
  return (topic, partition, offset) => {
    if (performance.now() - last < PROGRESS_MS) return
    last = performance.now()
    say(`audit: ${topic} partition ${partition}, offset ${offset}`)
  }
}

function waiting(): (topics: readonly string[]) => void {
  let said = false
  return (topics) => {
    if (!said) say(`audit: waiting for the sink, which is behind on ${topics.join(', ')}`)
    said = true
  }
}

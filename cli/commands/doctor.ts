import { execFile } from 'node:child_process'
import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { promisify } from 'node:util'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { formatTradeDate } from '../../core/market/trade-date.ts'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'

/** What a check found: fine, worth knowing, or in the way; with what to do about it. */
interface Finding {
  readonly level: 'ok' | 'note' | 'problem'
  readonly text: string
  readonly remedy?: string
}

type Check = (config: PulseConfig) => Promise<Finding>

const SIGN = { ok: '✓', note: '·', problem: '✗' } as const
const FREE_BYTES = 2e9

/** `pulse doctor`: checks what pulse needs here, each with a remedy. Exit status 1 if anything is in the way. */
export async function doctor(): Promise<void> {
  const config = readConfig(process.env)
  for (const check of CHECKS) {
    const { level, text, remedy } = await check(config).catch(
      (error: unknown): Finding => ({
        level: 'problem',
        text: error instanceof Error ? error.message : String(error),
      }),
    )
    process.stdout.write(`${SIGN[level]} ${text}\n`)
    if (remedy !== undefined) process.stdout.write(`    ${remedy}\n`)
    if (level === 'problem') process.exitCode = 1
  }
}

const CHECKS: readonly Check[] = [
  async () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    return major > 20 || (major === 20 && minor >= 15)
      ? { level: 'ok', text: `Node ${process.versions.node}` }
      : {
          level: 'problem',
          text: `Node ${process.versions.node} is too old`,
          remedy: 'Install Node 20.15 or later.',
        }
  },
  async ({ home }) => {
    await mkdir(home, { recursive: true })
    await access(home, constants.W_OK)
    return { level: 'ok', text: `data folder ${home} can be written` }
  },
  async ({ home }) => {
    const { bavail, bsize } = await statfs(home)
    const free = bavail * bsize
    const text = `${(free / 1e9).toFixed(1)} GB free for ${home}`
    return free > FREE_BYTES
      ? { level: 'ok', text }
      : {
          level: 'problem',
          text,
          remedy: 'A year of the full market takes about 1 GB: free some space or move PULSE_HOME.',
        }
  },
  warehouseCheck,
  async ({ kafka }) => {
    if (kafka === undefined) return { level: 'ok', text: 'embedded log (KAFKA_BROKERS is not set)' }
    const { Kafka, logLevel } = await import('kafkajs')
    const { brokers, ssl } = kafka
    const sasl = kafka.sasl as import('kafkajs').SASLOptions | undefined
    const client = new Kafka({
      brokers: [...brokers],
      ssl,
      ...(sasl === undefined ? {} : { sasl }),
      logLevel: logLevel.NOTHING,
      retry: { retries: 1 },
    })
    const admin = client.admin()
    try {
      await admin.connect()
      const { brokers: found } = await admin.describeCluster()
      return { level: 'ok', text: `Kafka at ${brokers.join(',')}: ${found.length} broker(s)` }
    } catch (error) {
      return {
        level: 'problem',
        text: `Kafka at ${brokers.join(',')} does not answer: ${(error as Error).message}`,
        remedy:
          'Check KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_*; "pulse infra up --local" starts a broker here.',
      }
    } finally {
      await admin.disconnect()
    }
  },
  async ({ kafka }) => {
    if (kafka === undefined) return { level: 'ok', text: 'in-process schema registry' }
    const url = `${kafka.registry.url.replace(/\/$/, '')}/subjects`
    const answer = await fetch(url).catch((cause: unknown) => String(cause))
    return typeof answer !== 'string' && answer.ok
      ? { level: 'ok', text: `schema registry at ${kafka.registry.url}` }
      : {
          level: 'problem',
          text: `schema registry at ${kafka.registry.url} does not answer (${typeof answer === 'string' ? answer : answer.status})`,
          remedy: 'Check SCHEMA_REGISTRY_URL, with its path: ".../apis/ccompat/v7" for Apicurio.',
        }
  },
  async () => {
    const ends = formatTradeDate(chineseCalendar.last)
    const daysLeft = (Date.parse(ends) - Date.now()) / 86_400_000
    return daysLeft > 14
      ? { level: 'ok', text: `trading calendar reaches ${ends}` }
      : {
          level: 'note',
          text: `trading calendar ends ${ends}`,
          remedy: 'The exchange publishes the next year in December: see CONTRIBUTING.md, Calendar.',
        }
  },
  async () => {
    const java = await promisify(execFile)('java', ['-version']).then(
      ({ stderr }) => stderr.split('\n')[0],
      () => undefined,
    )
    return java === undefined
      ? { level: 'note', text: 'no Java: "pulse infra up --local" and "start --kafka" need Java 17' }
      : { level: 'ok', text: `Java for a local broker: ${java}` }
  },
]

async function warehouseCheck({ home, clickhouseUrl: url }: PulseConfig): Promise<Finding> {
  const warehouse = await openWarehouse({ home, ...(url === undefined ? {} : { url }) })
  try {
    const version = await warehouse.client.query({
      query: 'SELECT version() AS version',
      format: 'JSONEachRow',
    })
    const [row] = await version.json<{ readonly version: string }>()
    return { level: 'ok', text: `ClickHouse ${row?.version} (${warehouse.kind}) at ${warehouse.url}` }
  } finally {
    await warehouse.close()
  }
}

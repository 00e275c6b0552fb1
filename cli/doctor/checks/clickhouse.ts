import { clickhouseObstacle } from '../../reach/clickhouse-obstacle.ts'
import { connectWarehouse } from '../../reach/connect-warehouse.ts'
import { type Check, type Finding, note, ok, problem } from '../finding.ts'

/** The oldest long-term release whose SQL has all that tables and views use. */
const OLDEST = [24, 8] as const
const CLOCK_SECONDS = 2

interface Answer {
  readonly version: string
  readonly timezone: string
  readonly now: string
  readonly readonly: string
}

/** Whether ClickHouse lets us in, is young enough, knows Shanghai time and has our clock. */
export const clickhouseCheck: Check = async (config) => {
  const { clickhouseUrl: url } = config
  try {
    const warehouse = await connectWarehouse(config)
    try {
      const asked = Date.now()
      const result = await warehouse.client.query({
        query:
          "SELECT version() AS version, timezone() AS timezone, toString(toUnixTimestamp64Milli(now64(3, 'Asia/Shanghai'))) AS now, toString(getSetting('readonly')) AS readonly",
        format: 'JSONEachRow',
      })
      const [answer] = await result.json<Answer>()
      return judged(
        answer!,
        `ClickHouse ${answer!.version} (${warehouse.kind}) at ${warehouse.url}`,
        (asked + Date.now()) / 2,
      )
    } finally {
      await warehouse.close()
    }
  } catch (error) {
    if (url === undefined) throw error
    return problem(
      `ClickHouse: ${clickhouseObstacle(error, url).reason}`,
      'Check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD with: curl "$CLICKHOUSE_URL" -d "SELECT 1"',
    )
  }
}

function judged(
  { version, timezone, now, readonly }: Answer,
  text: string,
  here: number,
): readonly Finding[] {
  const [year = 0, month = 0] = version.split('.').map(Number)
  if (year < OLDEST[0] || (year === OLDEST[0] && month < OLDEST[1]))
    return problem(`${text} is too old`, `Install ClickHouse ${OLDEST.join('.')} or later.`)
  const findings: Finding[] = [...ok(text)]
  if (readonly !== '0')
    findings.push(
      ...problem(
        'the user of ClickHouse only reads',
        'Name one who may write in CLICKHOUSE_USER; this one can be CLICKHOUSE_READER_USER.',
      ),
    )
  const skew = (Number(now) - here) / 1000
  if (Math.abs(skew) > CLOCK_SECONDS)
    findings.push(
      ...problem(
        `the clock of ClickHouse is ${Math.abs(skew).toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} ours`,
        'Run a time service (chrony, systemd-timesyncd) on both machines.',
      ),
    )
  if (!/^(Asia\/Shanghai|Etc\/UTC|UTC)$/.test(timezone))
    findings.push(
      ...note(
        `ClickHouse has the time zone ${timezone}`,
        'Our columns carry Asia/Shanghai and are right; now() and today() in your own queries follow the server.',
      ),
    )
  return findings
}

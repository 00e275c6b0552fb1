import { thisPlatform, whyUnsupported } from '../../../runtime/clickhouse/embedded/platform.ts'
import { type Check, type Finding, ok, problem } from '../finding.ts'

const OLDEST = [20, 15] as const

/** Node, and whether the embedded engine can run on this machine. */
export const nodeCheck: Check = async ({ clickhouseUrl }) => [
  ...nodeFindings(process.versions.node),
  ...(clickhouseUrl === undefined ? platformFindings(whyUnsupported(thisPlatform())) : []),
]

export function nodeFindings(version: string): readonly Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
  return isOld
    ? problem(`Node ${version} is too old`, `Install Node ${OLDEST.join('.')} or later.`)
    : ok(`Node ${version}`)
}

export const platformFindings = (reason: string | undefined): readonly Finding[] =>
  reason === undefined
    ? []
    : problem(`the embedded engine cannot run here: ${reason}`, 'Set CLICKHOUSE_URL to a ClickHouse server.')

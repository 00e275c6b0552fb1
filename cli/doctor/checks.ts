import { calendarCheck } from './checks/calendar.ts'
import { clickhouseCheck } from './checks/clickhouse.ts'
import { clockCheck } from './checks/clock.ts'
import { engineCheck } from './checks/engine.ts'
import { folderCheck } from './checks/folder.ts'
import { javaCheck } from './checks/java.ts'
import { kafkaCheck, registryCheck } from './checks/kafka.ts'
import { limitsCheck } from './checks/limits.ts'
import { logHolderCheck } from './checks/log-holder.ts'
import { nodeCheck } from './checks/node.ts'
import { portsCheck } from './checks/ports.ts'
import { progressCheck } from './checks/progress.ts'
import { topicsCheck } from './checks/topics.ts'
import type { Check } from './finding.ts'

/** All checks, from what everything stands on to what is built on it. */
export const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['node', nodeCheck],
  ['folder', folderCheck],
  ['limits', limitsCheck],
  ['ports', portsCheck],
  ['log', logHolderCheck],
  ['kafka', kafkaCheck],
  ['registry', registryCheck],
  ['topics', topicsCheck],
  ['engine', engineCheck],
  ['clickhouse', clickhouseCheck],
  ['clock', clockCheck],
  ['progress', progressCheck],
  ['calendar', calendarCheck],
  ['java', javaCheck],
]

/** What depends on what: a check is left out where one of these has found a problem. */
export const NEEDS: Readonly<Record<string, readonly string[]>> = {
  topics: ['kafka'],
  engine: ['folder'],
  log: ['folder'],
  clickhouse: ['node', 'folder', 'engine'],
  progress: ['node', 'folder', 'log', 'kafka', 'registry', 'topics', 'engine', 'clickhouse'],
}

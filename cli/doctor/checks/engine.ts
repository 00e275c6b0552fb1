import { findEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { engineFiles, readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { processExists } from '../../../runtime/clickhouse/process-exists.ts'
import { type Check, note, problem } from '../finding.ts'

/** The embedded engine that a data folder names: alive, dead, or neither. */
export const engineCheck: Check = async ({ home, clickhouseUrl }) => {
  if (clickhouseUrl !== undefined) return []
  const endpoint = readEndpoint(home)
  if (endpoint === undefined) return []
  if (!processExists(endpoint.pid))
    return note(
      `the embedded engine ${endpoint.pid} is gone without having said so`,
      `Nothing to do: the next start replaces it. ${engineFiles(home).log} may say why it ended.`,
    )
  if ((await findEngine(home)) !== undefined) return []
  return problem(
    `process ${endpoint.pid} stands for the embedded engine and does not answer as one`,
    `If it is one (ps ${endpoint.pid}), end it: kill ${endpoint.pid}. If not, remove ${engineFiles(home).endpoint}.`,
  )
}

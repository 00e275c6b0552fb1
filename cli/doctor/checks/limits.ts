import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { type Check, type Finding, note, ok, problem } from '../finding.ts'

const LEAST_BYTES = 1.5e9
/** All services and the embedded engine in one container. */
const COMFORTABLE_BYTES = 4e9
const LEAST_FILES = 1_024

/** Memory and open files that this process may have. */
export const limitsCheck: Check = async () => [
  ...(await memoryFindings('/sys/fs/cgroup')),
  ...(await filesFindings()),
]

/** @param root where control groups are mounted */
export async function memoryFindings(root: string): Promise<readonly Finding[]> {
  const limits = await Promise.all(
    [join(root, 'memory.max'), join(root, 'memory/memory.limit_in_bytes')].map(async (file) =>
      Number((await readFile(file, 'utf8').catch(() => '')).trim() || Number.NaN),
    ),
  )
  const limit = Math.min(totalmem(), ...limits.filter((value) => value > 0))
  const text = `${(limit / 1e9).toFixed(1)} GB of memory for this process and its engine`
  if (limit < LEAST_BYTES)
    return problem(
      text,
      'Give the container or machine 2 GB for a service, 4 GB for "pulse start": docs/operations.md#sizing.',
    )
  if (limit < COMFORTABLE_BYTES)
    return note(text, 'Enough for one service; "pulse start" with the full market wants 4 GB.')
  return ok(text)
}

async function filesFindings(): Promise<readonly Finding[]> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const limit = /^Max open files\s+(\S+)/m.exec(text)?.[1]
  if (limit === undefined || limit === 'unlimited') return []
  return Number(limit) < LEAST_FILES
    ? problem(
        `only ${limit} open files are allowed`,
        'Raise it: ulimit -n 65536, LimitNOFILE=65536 in a systemd unit, --ulimit nofile=65536 for Docker.',
      )
    : ok(`${limit} open files are allowed`)
}

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const STATE_FIELD = 0
const START_TIME_FIELD = 19

/**
 * Text that tells a process from every other one that ever had its pid: when it started, and in which
 * boot of the machine. Undefined when no such process runs (a zombie does not).
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

function fromProc(pid: number): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[STATE_FIELD] === 'Z' || fields[STATE_FIELD] === 'X') return undefined
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  return `${boot}/${fields[START_TIME_FIELD]}`
}

function fromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'latin1' }).trim()
  } catch {
    return undefined
  }
}

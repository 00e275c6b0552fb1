import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What the kernel says of a process; undefined where it is gone. Linux. */
export interface ProcessSample {
  readonly residentBytes: number
  /** Open files, sockets and pipes; not what the engine holds of each of its threads in /proc. */
  readonly handles: number
  readonly threads: number
  readonly cpuSeconds: number
}

/** Of /proc/PID/stat, in ticks of 1/100 s (USER_HZ). */
const TICKS_PER_SECOND = 100

export function sampleProcess(pid: number): ProcessSample | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return {
      residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024,
      handles: handlesOf(pid),
      threads: Number(/Threads:\s+(\d+)/.exec(status)![1]),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    }
  } catch {
    return undefined
  }
}

function handlesOf(pid: number): number {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).filter((fd) => {
    try {
      return !readlinkSync(`${folder}/${fd}`).startsWith('/proc/')
    } catch {
      return false
    }
  }).length
}

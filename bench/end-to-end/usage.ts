import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readEndpoint } from '../../runtime/clickhouse/engine/endpoint.ts'

/** Wall and processor time of a piece of work, in seconds. */
export interface Usage {
  readonly wall: number
  /** User and system time of this process, all its threads. */
  readonly main: number
  /** The same of the embedded engine; undefined where it cannot be seen. */
  readonly engine: number | undefined
}

/** Runs a piece of work and says what it took. */
export async function used<T>(
  home: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly usage: Usage }> {
  const stop = usageFromNow(home)
  const result = await work()
  return { result, usage: stop() }
}

/** Starts to measure; the function says what was used since. */
export function usageFromNow(home: string): () => Usage {
  const engineBefore = engineSeconds(home)
  const before = process.cpuUsage()
  const start = performance.now()
  return () => {
    const wall = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(before)
    const engine = engineSeconds(home)
    return {
      wall,
      main: (user + system) / 1e6,
      engine: engine === undefined ? undefined : engine - (engineBefore ?? 0),
    }
  }
}

/** Highest resident memory so far, in MB: of this process, and of the engine where /proc tells it. */
export function peakMemory(home: string): { readonly main: number; readonly engine: number | undefined } {
  return { main: process.resourceUsage().maxRSS / 1024, engine: engineMegabytes(home, 'VmHWM') }
}

/** Resident memory of the engine in MB, now or at most; undefined where /proc does not tell it. */
export function engineMegabytes(home: string, field: 'VmRSS' | 'VmHWM'): number | undefined {
  const status = ofEngine(home, 'status')
  const kilobytes = status === undefined ? undefined : new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}

/** Fields 14 and 15 of /proc/PID/stat, counted behind the command's name, are user and system ticks. */
function engineSeconds(home: string): number | undefined {
  const stat = ofEngine(home, 'stat')
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

function ofEngine(home: string, file: 'stat' | 'status'): string | undefined {
  const pid = readEndpoint(home)?.pid
  try {
    return pid === undefined ? undefined : readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

const ticksPerSecond = ((): number => {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  } catch {
    return 100
  }
})()

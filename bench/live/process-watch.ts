import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a group of processes used while it was watched. */
export interface Used {
  /** Processor time per second of the clock; 1 is a whole core. */
  readonly cores: number
  /** Resident memory in MB: means of the four quarters of the time, and the most. */
  readonly quarters: readonly number[]
  readonly most: number
}

const EVERY_MS = 1_000

/** Watches processes by id through /proc until stopped. */
export class ProcessWatch {
  readonly #pids: readonly number[]
  readonly #begun = performance.now()
  readonly #before: number
  readonly #resident: number[] = []
  readonly #timer: NodeJS.Timeout

  constructor(pids: readonly number[]) {
    this.#pids = pids
    this.#before = this.#seconds()
    this.#timer = setInterval(() => this.#sample(), EVERY_MS)
  }

  stop(): Used {
    clearInterval(this.#timer)
    this.#sample()
    const cores = (this.#seconds() - this.#before) / ((performance.now() - this.#begun) / 1000)
    const { length } = this.#resident
    const quarters = [0, 1, 2, 3].map((quarter) =>
      mean(this.#resident.slice(Math.floor((quarter * length) / 4), Math.ceil(((quarter + 1) * length) / 4))),
    )
    return { cores, quarters, most: Math.max(...this.#resident) }
  }

  #sample(): void {
    this.#resident.push(sum(this.#pids.map(residentMegabytes)))
  }

  #seconds(): number {
    return sum(this.#pids.map(processorSeconds))
  }
}

/** Fields 14 and 15 of /proc/PID/stat, counted behind the command's name, are user and system ticks. */
function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

const TICKS_PER_SECOND =
  process.platform === 'linux' ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 100

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

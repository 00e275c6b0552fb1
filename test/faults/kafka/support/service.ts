import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Environment } from './oracle.ts'

const PULSE = fileURLToPath(new URL('../../../../cli/bin/pulse.mjs', import.meta.url))
const PUBLISH = fileURLToPath(new URL('publish.fixture.ts', import.meta.url))

interface Process {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
}

/**
 * A service under a supervisor: a process that is killed or fails is followed by another. `pulse run sentiment` and its
 * like are started again whenever they end; ingest, which publishes a fault day, until it has succeeded.
 */
export class Service {
  readonly name: string
  /** What it said on the way out when nobody had asked it to end. */
  readonly crashes: string[] = []
  /** Resolves when a process has ended with status 0. */
  readonly succeeded: Promise<void>
  readonly #env: Environment
  readonly #command: readonly string[]
  readonly #isJob: boolean
  #succeed!: () => void
  #current: Process | undefined
  #isRetired = false
  #isAsked = false
  #said = ''

  constructor(name: 'ingest' | 'sentiment' | 'signals' | 'warehouse', env: Environment) {
    this.name = name
    this.#env = env
    this.#isJob = name === 'ingest'
    this.#command = this.#isJob ? ['--import', 'tsx', PUBLISH] : [PULSE, 'run', name]
    this.succeeded = new Promise((resolve) => {
      this.#succeed = resolve
    })
  }

  /** Starts the first process. */
  start(): void {
    const child = spawn(process.execPath, this.#command, {
      env: { ...process.env, CLICKHOUSE_URL: '', ...this.#env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = once(child, 'close').then(([code]): number | null => code)
    this.#current = { child, ended }
    this.#isAsked = false
    this.#said = ''
    child.stderr.on('data', (chunk) => {
      this.#said += String(chunk)
    })
    // A test that is given up must not leave it behind.
    const end = (): boolean => child.kill('SIGKILL')
    process.once('exit', end)
    void ended.then((code) => {
      process.off('exit', end)
      if (code !== 0 && !this.#isAsked)
        this.crashes.push(`${this.name} ended with ${code}: ${this.#said.slice(-2_000)}`)
      if (code === 0) this.#succeed()
      if (!this.#isRetired && !(this.#isJob && code === 0)) this.start()
    })
  }

  get pid(): number {
    return this.#current!.child.pid!
  }

  get isRunning(): boolean {
    const child = this.#current?.child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  /** Resolves when the present process has written such a line. @throws Error when it ends without */
  async says(pattern: RegExp): Promise<void> {
    const { child, ended } = this.#current!
    while (!pattern.test(this.#said)) {
      const over = await Promise.race([ended.then(() => true), once(child.stderr!, 'data').then(() => false)])
      if (over)
        throw new Error(
          `${this.name} ended with ${(await ended) ?? child.signalCode}: ${this.#said.slice(-2_000)}`,
        )
    }
  }

  /** Starts the first process and resolves when its service runs. */
  async run(): Promise<void> {
    this.start()
    await this.says(/ is running on /)
  }

  /** kill -9; resolves when the process is gone and the next one is on its way. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Asks the present process to end, and does not wait. */
  ask(): void {
    this.#isAsked = true
    this.#current!.child.kill('SIGTERM')
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#current!.child.kill(name)
  }

  /** Ends it for good. */
  async retire(): Promise<void> {
    this.#isRetired = true
    if (this.#current === undefined) return
    this.signal('SIGCONT')
    await this.#end('SIGTERM')
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child, ended } = this.#current!
    this.#isAsked = true
    child.kill(signal)
    await ended
  }
}

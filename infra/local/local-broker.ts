import { type BrokerOptions, startBroker } from './broker.ts'
import { LOOPBACK } from './ports.ts'
import { killProcess } from './processes.ts'

/** One broker of a local cluster, which can be killed and brought back as it was. */
export class LocalBroker {
  readonly id: number
  /** Where it listens; behind a proxy, not where clients are told to go. */
  readonly address: string
  readonly #options: BrokerOptions
  #pid: number

  static async start(options: BrokerOptions): Promise<LocalBroker> {
    const { pid } = await startBroker(options)
    return new LocalBroker(options, pid)
  }

  private constructor(options: BrokerOptions, pid: number) {
    this.#options = options
    this.#pid = pid
    this.id = options.id
    this.address = `${LOOPBACK}:${options.port}`
  }

  get pid(): number {
    return this.#pid
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    await killProcess(this.#pid)
  }

  /** Starts it again with its data, on the same ports, and resolves when it answers. Throws `InfraError`. */
  async restart(): Promise<void> {
    const { pid } = await startBroker(this.#options)
    this.#pid = pid
  }
}

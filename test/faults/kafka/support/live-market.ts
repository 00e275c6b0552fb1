import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Pipeline } from '../../../../cli/pipeline.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import { readConfig } from '../../../../runtime/config/read-config.ts'
import { TOPICS } from '../../../../schemas/topics.ts'
import { BUNDLED_SAMPLE } from '../../../../services/ingest/bundled/sample.ts'
import { publishSimulatedDay } from '../../../../services/ingest/simulated-day.ts'
import type { Restoration } from './member.fixture.ts'
import type { Environment } from './oracle.ts'

const MEMBER = fileURLToPath(new URL('member.fixture.ts', import.meta.url))
const GIVE_UP_MS = 120_000

/** A member of the groups of sentiment in a process of its own. */
export class Member {
  readonly child: ChildProcess
  readonly restorations: Restoration[] = []
  readonly ended: Promise<unknown>

  constructor(env: Environment) {
    this.child = spawn(process.execPath, ['--max-semi-space-size=64', '--import', 'tsx', MEMBER], {
      env: { ...process.env, CLICKHOUSE_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let line = ''
    this.child.stdout!.on('data', (chunk) => {
      const lines = `${line}${String(chunk)}`.split('\n')
      line = lines.pop() ?? ''
      this.restorations.push(...lines.map((text) => JSON.parse(text) as Restoration))
    })
    this.ended = new Promise((resolve) => this.child.once('exit', resolve))
  }
}

/** A simulated session of the full market, published at a multiple of the clock's speed, and what the page would show. */
export class LiveMarket {
  ticks = 0
  #published = 0
  #shown = 0
  readonly #pipeline: Pipeline
  readonly #ended = new AbortController()
  #publishing: Promise<unknown> = Promise.resolve()
  #failure: unknown

  static async open(env: Environment, tradeDate: TradeDate, speed: number): Promise<LiveMarket> {
    const config = readConfig({ ...process.env, CLICKHOUSE_URL: '', ...env })
    const market = new LiveMarket(await Pipeline.start(config, ['ingest'], { log: () => undefined }))
    const failed = (error: unknown): void => {
      market.#failure ??= error
    }
    void market.#follow().catch(failed)
    market.#publishing = market.#publish(tradeDate, speed).catch(failed)
    return market
  }

  private constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  /** Resolves when the session has come to this time. */
  async reaches(time: number): Promise<void> {
    await this.#until(() => this.#published >= time, Number.POSITIVE_INFINITY)
  }

  /** Seconds until something is shown that is younger than what has been published at this moment. */
  async secondsUntilShown(): Promise<number> {
    const [published, since] = [this.#published, performance.now()]
    await this.#until(() => this.#shown > published, GIVE_UP_MS)
    return (performance.now() - since) / 1000
  }

  async close(): Promise<void> {
    this.#ended.abort()
    await this.#publishing
    await this.#pipeline.stop()
  }

  async #until(reached: () => boolean, forMs: number): Promise<void> {
    for (const since = performance.now(); !reached(); await sleep(20)) {
      if (this.#failure !== undefined) throw this.#failure
      if (performance.now() - since > forMs)
        throw new Error(`Nothing new was shown within ${forMs / 1000} s.`)
    }
  }

  async #publish(tradeDate: TradeDate, speed: number): Promise<void> {
    const service = await this.#pipeline.dataset('sim-1')
    await publishSimulatedDay(service, {
      tradeDate,
      sources: [BUNDLED_SAMPLE],
      seed: 1,
      speed,
      signal: this.#ended.signal,
      onProgress: ({ until, ticks }) => {
        this.#published = until
        this.ticks = ticks
      },
    })
  }

  async #follow(): Promise<void> {
    const { log } = this.#pipeline.sources
    const reading = { topic: TOPICS.live.name, follow: true, signal: this.#ended.signal }
    for await (const { records } of log.read(reading))
      for (const { timestamp } of records) this.#shown = Math.max(this.#shown, timestamp)
  }
}

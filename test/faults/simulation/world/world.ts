import { createCodec } from '../../../../runtime/codec/codec.ts'
import { CodecError, LogError, WarehouseError } from '../../../../runtime/errors.ts'
import { PublishError } from '../../../../services/ingest/publish-error.ts'
import { chance } from '../chance.ts'
import { type CallFault, type Fault, isAtCall } from '../fault.ts'
import { Broker, type BrokerDefect } from '../ports/broker.ts'
import { openGate, type PortCall } from '../ports/gate.ts'
import { SimulatedLog } from '../ports/simulated-log.ts'
import { memoryRegistry, registryBehind } from '../ports/simulated-registry.ts'
import { SimulatedWarehouse } from '../ports/simulated-warehouse.ts'
import { VirtualTime } from '../virtual-time.ts'
import { damageState } from './damage.ts'
import { type Finished, runIngest } from './ingest-run.ts'
import { type Outcome, readOutcome } from './outcome.ts'
import { ROLES, type Role, roleOfProcessor, startServices, type Tuning } from './services.ts'
import { simulatedMarket } from './simulated-market.ts'
import { SimulatedProcess, type Surroundings } from './simulated-process.ts'
import { Weather } from './weather.ts'

/** What a simulated run is made from, beside its faults. */
export interface Scenario {
  /** Decides latencies and the interleaving. */
  readonly seed: number
  readonly market: number
  readonly tuning: Tuning
  /** `split`: a process for each service. `one`: everything in one. */
  readonly deployment: 'split' | 'one'
}

/** A defect planted in a port: what the simulation must find. */
export interface Planted {
  readonly broker?: BrokerDefect
  /** It says that it has a block before it has it. */
  readonly warehouse?: 'answersFirst'
}

export interface WorldRun {
  readonly outcome: Outcome
  /** How often each kind of call was made, by `<role>/<operation>`. */
  readonly calls: ReadonlyMap<string, number>
  readonly virtualMs: number
  /** Faults that came about: one whose call was never made, or that came after the end, did not. */
  readonly met: ReadonlySet<Fault>
  /** Processes that ended by themselves because of an error, by its code. */
  readonly crashes: readonly string[]
}

/** A service ended with an error that no fault explains. */
export class UnexpectedError extends Error {}

/** Virtual time after which a run is stuck: the longest faults together take a few minutes. */
const LIMIT_MS = 1_800_000
/** A process that is not heard of for so long loses its tasks. */
const SESSION_MS = 6_000
/** A process that does not stop in this time is killed. */
const STOPPING_MS = 30_000
/** After the end zombies get time to do harm. */
const AFTERMATH_MS = 8_000
const RESTART_MS = 500
/** How long a zombie and who replaces it work side by side. */
const BOTH_MS = 3_000

/** Runs a market through real services in a simulated world; `faults` decide what goes wrong. */
export async function runWorld(
  scenario: Scenario,
  faults: readonly Fault[],
  planted: Planted = {},
): Promise<WorldRun> {
  const time = new VirtualTime(scenario.seed, LIMIT_MS)
  const world = new World(scenario, faults, planted, time)
  const finished = await time.run(() => world.run())
  const outcome = await readOutcome(world, finished)
  const { calls, met, crashes } = world
  return { outcome, calls, virtualMs: time.now, met, crashes }
}

class World implements Surroundings {
  readonly broker = new Broker()
  readonly warehouse = new SimulatedWarehouse()
  readonly registry = memoryRegistry()
  readonly calls = new Map<string, number>()
  readonly met = new Set<Fault>()
  readonly crashes: string[] = []
  readonly #scenario: Scenario
  readonly #faults: readonly Fault[]
  readonly #atCalls: ReadonlyMap<string, readonly CallFault[]>
  readonly #time: VirtualTime
  readonly #weather: Weather
  readonly #processes = new Map<SimulatedProcess, () => void>()
  readonly #extra = new Map<Role, number>()
  #started = 0
  #finished: Finished | undefined
  #end!: (finished: Finished) => void
  #fail!: (error: unknown) => void

  constructor(scenario: Scenario, faults: readonly Fault[], planted: Planted, time: VirtualTime) {
    this.#scenario = scenario
    this.#faults = faults
    this.#time = time
    this.broker.defect = planted.broker
    this.warehouse.answersFirst = planted.warehouse === 'answersFirst'
    const atCalls = new Map<string, CallFault[]>()
    for (const fault of faults.filter(isAtCall)) {
      const place = `${fault.role}/${fault.operation}/${fault.nth}`
      atCalls.set(place, [...(atCalls.get(place) ?? []), fault])
    }
    this.#atCalls = atCalls
    this.#weather = new Weather({
      seed: scenario.seed,
      faults,
      now: () => time.now,
      pause: (milliseconds) => time.pause(milliseconds),
      onMet: (fault) => this.met.add(fault),
    })
  }

  /** Lives until everything has landed and zombies have had their time. */
  async run(): Promise<Finished> {
    const ended = new Promise<Finished>((resolve, reject) => {
      this.#end = resolve
      this.#fail = reject
    })
    for (const fault of this.#faults) this.#schedule(fault)
    if (this.#scenario.deployment === 'one') void this.#keep('one', ROLES, () => true)
    else for (const role of ROLES) void this.#keep(role, [role], () => true)
    const finished = await ended
    const stalls = this.#faults.some(({ kind }) => kind === 'stall')
    if (stalls) await this.#time.pause(AFTERMATH_MS)
    return finished
  }

  admit(call: PortCall, role: Role): ReturnType<Surroundings['admit']> {
    const { seed } = this.#scenario
    const name = `${role}/${call.operation}`
    const nth = this.calls.get(name) ?? 0
    this.calls.set(name, nth + 1)
    const [fault] = this.#atCalls.get(`${name}/${nth}`) ?? []
    if (fault !== undefined) this.met.add(fault)
    return { before: latency(seed, name, nth), after: latency(seed, `${name} answered`, nth), fault }
  }

  weather(call: PortCall): Promise<void> {
    return this.#weather.meet(call)
  }

  pause(milliseconds: number): Promise<void> {
    return this.#time.pause(milliseconds)
  }

  roleOf({ processor, port }: PortCall, { roles }: SimulatedProcess): Role {
    if (processor !== undefined) return roleOfProcessor(processor)
    return port === 'warehouse' && roles.includes('warehouse') ? 'warehouse' : roles[0]!
  }

  lostAnswer({ port }: PortCall): Error {
    return port === 'warehouse'
      ? new WarehouseError('unavailable', 'The simulated answer to an insert was lost.')
      : this.aborted('aborted')
  }

  aborted(code: 'aborted' | 'unavailable'): Error {
    return new LogError(code, 'The simulated transaction was aborted: there is no room on the disk.')
  }

  /** Whoever is not heard of is replaced, and then both are there for a while. */
  onStall({ owner, roles }: SimulatedProcess, forMs: number): void {
    if (forMs <= SESSION_MS) return
    const replacement = `replaces ${owner}`
    let lives = 0
    void this.pause(SESSION_MS).then(() => {
      this.broker.evict(owner)
      return this.#keep(replacement, roles, () => lives++ === 0)
    })
    void this.pause(forMs).then(() => this.broker.heard(owner))
    void this.pause(forMs + BOTH_MS).then(() => {
      for (const [process, stop] of this.#processes) if (process.owner.startsWith(`${replacement}.`)) stop()
    })
  }

  onDeath({ owner }: SimulatedProcess, fault: CallFault | undefined, call: PortCall | undefined): void {
    const unnoticed = chance(this.#scenario.seed, `unnoticed ${owner}`) * SESSION_MS
    void this.pause(unnoticed).then(() => this.broker.evict(owner))
    if (fault?.kind !== 'damage') return
    if (!damageState(this.broker, fault, call?.processor)) this.met.delete(fault)
  }

  #schedule(fault: Fault): void {
    if (!('atMs' in fault) || 'forMs' in fault) return
    void this.pause(fault.atMs).then(() => {
      if (this.#finished !== undefined) return
      this.met.add(fault)
      if (fault.kind === 'clockJump') this.#time.wallClockOffset += fault.byMs
      else if (fault.kind === 'rebalance') void this.#rebalance(fault)
      else this.#stopRole(fault.role, fault.kind === 'killInShutdown' ? fault.calls : undefined)
    })
  }

  /** One process becomes four, and then two. */
  async #rebalance({ role, everyMs }: Extract<Fault, { readonly kind: 'rebalance' }>): Promise<void> {
    if (role === 'ingest') return
    for (const count of [3, 1]) {
      const before = this.#extra.get(role) ?? 0
      this.#extra.set(role, count)
      for (let number = before; number < count; number += 1)
        void this.#keep(`${role}+${number}`, [role], () => number < (this.#extra.get(role) ?? 0))
      for (const [process, stop] of this.#processes) {
        const [, number] = /^\w+\+(\d+)/.exec(process.owner) ?? []
        if (process.roles[0] === role && number !== undefined && Number(number) >= count) stop()
      }
      await this.pause(everyMs)
    }
  }

  #stopRole(role: Role, calls: number | undefined): void {
    for (const [process, stop] of this.#processes) {
      if (!process.roles.includes(role)) continue
      if (calls !== undefined) process.doom(calls)
      stop()
    }
  }

  /** Starts a process again whenever it has ended, as a supervisor does. */
  async #keep(name: string, roles: readonly Role[], isWanted: () => boolean): Promise<void> {
    try {
      while (this.#finished === undefined && isWanted()) {
        const downMs = await this.#live(name, roles)
        await this.pause(downMs)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** One life of a process; resolves with how long it stays away. */
  async #live(name: string, roles: readonly Role[]): Promise<number> {
    this.#started += 1
    const process = new SimulatedProcess(`${name}.${this.#started}`, roles, this)
    const log = new SimulatedLog(this.broker, process)
    const codec = createCodec(registryBehind(process, this.registry))
    const target = this.warehouse.behind(process)
    const stopping = new Promise<'stop'>((resolve) => this.#processes.set(process, () => resolve('stop')))
    const services = startServices(roles, { log, codec, target }, this.#scenario.tuning)
    const resends = this.#faults.find(({ kind }) => kind === 'resend')
    const work = services.then(async ({ ingest, failed }) => {
      if (ingest === undefined || this.#finished !== undefined) return failed
      const market = simulatedMarket(this.#scenario.market)
      const finished = await Promise.race([
        runIngest(ingest, market, {
          log,
          client: target.client,
          resends: resends !== undefined,
          ...this.#scenario.tuning,
        }),
        failed,
      ])
      if (resends !== undefined) this.met.add(resends)
      this.#finished ??= finished
      this.#end(this.#finished)
      return failed
    })
    try {
      const end = await Promise.race([process.death, work, stopping])
      if (typeof end === 'number') return end
      const stopped = services.then((running) => running.stop())
      await Promise.race([process.death, stopped, this.pause(STOPPING_MS)])
      return RESTART_MS
    } catch (error) {
      this.#note(error, name)
      return RESTART_MS
    } finally {
      this.#processes.delete(process)
      services.catch(() => undefined)
      work.catch(() => undefined)
      process.kill(0)
    }
  }

  /** Errors of ports end a process, and a new one goes on; anything else is a defect. */
  #note(error: unknown, name: string): void {
    const isExpected =
      error instanceof LogError ||
      error instanceof CodecError ||
      error instanceof WarehouseError ||
      (error instanceof PublishError && error.code === 'sessionOpen')
    if (!isExpected) throw new UnexpectedError(`Process ${name} ended by itself: ${error}`, { cause: error })
    this.crashes.push(`${name}: ${error.code}`)
  }

  /** How an onlooker reads the log. */
  get onlooker(): SimulatedLog {
    return new SimulatedLog(this.broker, openGate('onlooker'))
  }
}

export type { World }

/** Mostly a fraction of a millisecond, now and then many. */
function latency(seed: number, name: string, nth: number): number {
  const luck = chance(seed, name, nth)
  return luck < 0.97 ? luck * 2 : 5 + (luck - 0.97) * 1_000
}

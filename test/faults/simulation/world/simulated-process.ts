import type { CallFault } from '../fault.ts'
import type { Gate, Mischief, PortCall } from '../ports/gate.ts'
import type { Role } from './services.ts'

/** What the world around a process decides of its calls. */
export interface Surroundings {
  /** Counts the call; says how long it takes, and what goes wrong at it. */
  admit(
    call: PortCall,
    role: Role,
  ): { readonly before: number; readonly after: number; readonly fault: CallFault | undefined }
  /** @throws what a process is told where a port is away; waits where it is slow */
  weather(call: PortCall): Promise<void>
  pause(milliseconds: number): Promise<void>
  /** Told when the process stands still, dies, and goes on. */
  onStall(process: SimulatedProcess, forMs: number): void
  onDeath(process: SimulatedProcess, fault: CallFault | undefined, call: PortCall | undefined): void
  roleOf(call: PortCall, process: SimulatedProcess): Role
  /** The error that hides what really happened. */
  lostAnswer(call: PortCall): Error
  aborted(code: 'aborted' | 'unavailable'): Error
}

/** For whoever waits for an answer that a dead process will not get. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

/** One process of a simulated world: what runs in it is real, and it can die at every call. */
export class SimulatedProcess implements Gate {
  readonly owner: string
  readonly roles: readonly Role[]
  /** Resolves when the process has died, with how long it stays away. */
  readonly death: Promise<number>
  readonly #surroundings: Surroundings
  #alive = true
  #resumed: Promise<void> | undefined
  /** Calls that are left to a process that is stopping and will be killed. */
  #callsLeft = Number.POSITIVE_INFINITY
  #die!: (downMs: number) => void

  constructor(owner: string, roles: readonly Role[], surroundings: Surroundings) {
    this.owner = owner
    this.roles = roles
    this.#surroundings = surroundings
    this.death = new Promise((resolve) => {
      this.#die = resolve
    })
  }

  get isAlive(): boolean {
    return this.#alive
  }

  kill(downMs: number, fault?: CallFault, call?: PortCall): void {
    if (!this.#alive) return
    this.#alive = false
    this.#surroundings.onDeath(this, fault, call)
    this.#die(downMs)
  }

  /** The process dies after so many calls more. */
  doom(calls: number): void {
    this.#callsLeft = calls
  }

  async pass<T>(call: PortCall, action: (mischief: Mischief | undefined) => T | Promise<T>): Promise<T> {
    if (!this.#alive) return never()
    const surroundings = this.#surroundings
    const { before, after, fault } = surroundings.admit(call, surroundings.roleOf(call, this))
    await surroundings.pause(before)
    if (fault?.kind === 'stall') this.#stall(fault.forMs)
    await this.#resumed
    if (!this.#alive) return never()
    this.#callsLeft -= 1
    if (this.#callsLeft < 0) this.kill(DOWN_MS)
    if ((fault?.kind === 'kill' && fault.when === 'before') || fault?.kind === 'damage')
      this.kill(fault.kind === 'kill' ? fault.downMs : DOWN_MS, fault, call)
    if (!this.#alive) return never()
    await surroundings.weather(call)
    if (!this.#alive) return never()
    if (fault?.kind === 'abort') throw surroundings.aborted(fault.code)
    const outcome = await settled(() => action(mischiefOf(fault)))
    if (fault?.kind === 'kill') this.kill(fault.downMs, fault, call)
    if (!this.#alive) return never()
    await surroundings.pause(after)
    await this.#resumed
    if (!this.#alive) return never()
    if ('error' in outcome) throw outcome.error
    if (fault?.kind === 'commitAnswerLost' || fault?.kind === 'insertAnswerLost')
      throw surroundings.lostAnswer(call)
    return outcome.value
  }

  #stall(forMs: number): void {
    const resumed = this.#surroundings.pause(forMs)
    this.#resumed = resumed
    this.#surroundings.onStall(this, forMs)
  }
}

/** How long a process stays away where the fault does not say it. */
export const DOWN_MS = 700

function mischiefOf(fault: CallFault | undefined): Mischief | undefined {
  if (fault?.kind === 'redeliver') return { kind: 'redeliver', records: fault.records }
  if (fault?.kind === 'insertTorn') return { kind: 'partly', share: fault.share }
  return undefined
}

const settled = async <T>(
  action: () => T | Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> => {
  try {
    return { value: await action() }
  } catch (error) {
    return { error }
  }
}

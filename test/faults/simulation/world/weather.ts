import { CodecError, LogError, WarehouseError } from '../../../../runtime/errors.ts'
import { chance } from '../chance.ts'
import type { Fault } from '../fault.ts'
import type { PortCall } from '../ports/gate.ts'

type Spell = Extract<Fault, { readonly forMs: number; readonly atMs: number }>

const PORT_OF: Readonly<Record<Spell['kind'], PortCall['port']>> = {
  logAway: 'log',
  logSlow: 'log',
  registryAway: 'registry',
  registrySlow: 'registry',
  warehouseAway: 'warehouse',
  warehouseSlow: 'warehouse',
}
/** How long an adapter tries by itself before it says that a server is away. */
const PATIENCE_MS: Readonly<Record<PortCall['port'], number>> = { log: 2_000, registry: 1_000, warehouse: 20 }
const SLOW_MS = 400

/** When servers are away or slow. */
export class Weather {
  readonly #spells: readonly Spell[]
  readonly #seed: number
  readonly #now: () => number
  readonly #pause: (milliseconds: number) => Promise<void>
  readonly #onMet: (fault: Fault) => void
  #slowCalls = 0

  constructor(options: {
    readonly seed: number
    readonly faults: readonly Fault[]
    readonly now: () => number
    readonly pause: (milliseconds: number) => Promise<void>
    /** Told of every call that met bad weather. */
    readonly onMet: (fault: Fault) => void
  }) {
    this.#spells = options.faults.filter((fault): fault is Spell => fault.kind in PORT_OF)
    this.#seed = options.seed
    this.#now = options.now
    this.#pause = options.pause
    this.#onMet = options.onMet
  }

  /** @throws what the adapters throw when their server is away for longer than they try */
  async meet(call: PortCall): Promise<void> {
    for (const spell of this.#spells) {
      if (PORT_OF[spell.kind] !== call.port || !this.#lasts(spell)) continue
      this.#onMet(spell)
      if (spell.kind.endsWith('Slow')) {
        this.#slowCalls += 1
        await this.#pause(chance(this.#seed, spell.kind, this.#slowCalls) * SLOW_MS)
      } else {
        const left = spell.atMs + spell.forMs - this.#now()
        const patience = PATIENCE_MS[call.port]
        await this.#pause(Math.min(left, patience))
        if (left > patience) throw awayFrom(call)
      }
    }
  }

  #lasts({ atMs, forMs }: Spell): boolean {
    const now = this.#now()
    return now >= atMs && now < atMs + forMs
  }
}

/** As the adapters do it: a transaction that could not be ended is aborted, anything else is unavailable. */
function awayFrom({ port, operation }: PortCall): Error {
  if (port === 'registry') return new CodecError('registryUnavailable', 'The simulated registry is away.')
  if (port === 'warehouse') return new WarehouseError('unavailable', 'The simulated warehouse is away.')
  return new LogError(operation === 'commit' ? 'aborted' : 'unavailable', 'The simulated broker is away.')
}

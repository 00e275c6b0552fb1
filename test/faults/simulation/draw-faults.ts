import { randomFrom } from '../../support/random-market.ts'
import { type AtCall, FAULT_KINDS, type Fault, type FaultKind } from './fault.ts'
import type { Operation } from './ports/gate.ts'
import { ROLES, type Role } from './world/services.ts'
import type { Scenario, WorldRun } from './world/world.ts'

/** What an undisturbed run tells of where faults can be put. */
export type Ground = Pick<WorldRun, 'calls' | 'virtualMs'>

/** At which calls a process is killed: all but those that are too many of a kind to be worth a die each. */
const KILLED_AT: readonly Operation[] = [
  'commit',
  'commit',
  'insert',
  'insert',
  'restore',
  'open',
  'seek',
  'poll',
  'tell',
  'ask',
  'read',
  'register',
  'schema',
  'join',
]
const RUNNING: readonly Role[] = ['sentiment', 'signals', 'warehouse']
const PROCESSING: readonly Role[] = ['sentiment', 'signals']
const MOST_FAULTS = 7

/** How a run of this seed is set up. */
export function drawScenario(seed: number, markets: number): Scenario {
  const random = randomFrom(seed * 31 + 7)
  const size = (least: number, most: number): number => Math.round(least * (most / least) ** random())
  return {
    seed,
    market: seed % markets,
    deployment: random() < 0.7 ? 'split' : 'one',
    tuning: {
      partitions: 1 + Math.floor(random() * 3),
      commitRecords: size(150, 5_000),
      commitEvents: size(60, 5_000),
      snapshotEvents: size(150, 5_000),
      pollRecords: size(40, 4_000),
      batchRows: size(60, 5_000),
      live: random() < 0.35,
      rebuilds: random() < 0.3,
    },
  }
}

/** Which faults are wanted, where not all. */
export interface Wanted {
  readonly kind: FaultKind
  readonly role?: Role
  readonly operation?: Operation
}

/** The faults of a seed, or some of one kind only. */
export function drawFaults(seed: number, ground: Ground, only?: Wanted): readonly Fault[] {
  const random = randomFrom(seed)
  const draw = new Draw(random, ground)
  const count = 1 + Math.floor(random() ** 1.5 * MOST_FAULTS)
  return Array.from({ length: count }, () => {
    for (;;) {
      const fault = draw.fault(only?.kind ?? FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)]!)
      if (only === undefined || isWanted(fault, only)) return fault
    }
  })
}

const isWanted = (fault: Fault, { role, operation }: Wanted): boolean =>
  (role === undefined || ('role' in fault && fault.role === role)) &&
  (operation === undefined || ('operation' in fault && fault.operation === operation))

class Draw {
  readonly #random: () => number
  readonly #ground: Ground

  constructor(random: () => number, ground: Ground) {
    this.#random = random
    this.#ground = ground
  }

  fault(kind: FaultKind): Fault {
    switch (kind) {
      case 'kill':
        return {
          kind,
          ...this.#call(ROLES, KILLED_AT),
          when: this.#one(['before', 'after']),
          downMs: this.#ms(50, 9_000),
        }
      case 'killInShutdown':
        return {
          kind,
          role: this.#one(RUNNING),
          atMs: this.#moment(),
          calls: Math.floor(this.#random() * 12),
        }
      case 'restart':
        return { kind, role: this.#one(RUNNING), atMs: this.#moment() }
      case 'stall':
        return {
          kind,
          ...this.#call(ROLES, ['commit', 'insert', 'poll', 'restore']),
          forMs: this.#ms(500, 25_000),
        }
      case 'abort':
        return {
          kind,
          ...this.#call(ROLES, ['commit']),
          code: this.#one(['aborted', 'aborted', 'unavailable']),
        }
      case 'commitAnswerLost':
        return { kind, ...this.#call(ROLES, ['commit']) }
      case 'redeliver':
        return { kind, ...this.#call(RUNNING, ['poll']), records: 1 + this.#ms(0, 300) }
      case 'damage':
        return {
          kind,
          ...this.#call(PROCESSING, ['commit', 'poll']),
          entry: this.#one(['manifest', 'shard']),
          how: this.#one(['flip', 'flip', 'truncate', 'remove']),
          place: Math.floor(this.#random() * 1_000_000),
        }
      case 'insertTorn':
        return {
          kind,
          ...this.#call(['warehouse'], ['insert']),
          share: Math.floor(this.#random() * 100) / 100,
        }
      case 'insertAnswerLost':
        return { kind, ...this.#call(['warehouse'], ['insert']) }
      case 'rebalance':
        return { kind, role: this.#one(RUNNING), atMs: this.#moment(), everyMs: this.#ms(100, 9_000) }
      case 'clockJump':
        return { kind, atMs: this.#moment(), byMs: Math.round((this.#random() - 0.5) * 4 * 86_400_000) }
      case 'resend':
        return { kind }
      default:
        return { kind, atMs: this.#moment(), forMs: this.#ms(300, 20_000) }
    }
  }

  #one<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!
  }

  /** More short ones than long ones. */
  #ms(least: number, most: number): number {
    return Math.round(least + this.#random() ** 2 * (most - least))
  }

  #moment(): number {
    return Math.round(this.#random() * this.#ground.virtualMs)
  }

  /** One of the calls that an undisturbed run makes, or a little beyond: faults cause calls. */
  #call(roles: readonly Role[], operations: readonly Operation[]): AtCall {
    for (;;) {
      const [role, operation] = [this.#one(roles), this.#one(operations)]
      const count = this.#ground.calls.get(`${role}/${operation}`) ?? 0
      if (count > 0) return { role, operation, nth: Math.floor(this.#random() * count * 1.2) }
    }
  }
}

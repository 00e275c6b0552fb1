import type { FaultFigures } from '../support/figures.ts'
import { FAULT_KINDS, type FaultKind } from './fault.ts'
import { countDifferences, type Round } from './round.ts'

/** Under which section of docs/reliability.md a kind of fault stands, and what it is. */
const SECTIONS: Readonly<Record<FaultKind, readonly [section: string, fault: string]>> = {
  kill: ['kill', 'process killed at a call: in mid-batch, between insert and commit, during restore'],
  killInShutdown: ['kill', 'process killed during shutdown'],
  restart: ['kill', 'process stopped in order and started again'],
  stall: ['rebalance', 'process stands still up to 25 s and wakes up as a zombie'],
  abort: ['broker', 'transaction aborted, or no room on the disk'],
  commitAnswerLost: ['broker', 'transaction written, its answer lost'],
  redeliver: ['disorder', 'records redelivered'],
  damage: ['state', 'manifest or shard of the state damaged or missing'],
  logAway: ['broker', 'log out of reach'],
  logSlow: ['broker', 'log slow'],
  registryAway: ['registry', 'registry out of reach'],
  registrySlow: ['registry', 'registry slow'],
  warehouseAway: ['clickhouse', 'ClickHouse out of reach'],
  warehouseSlow: ['clickhouse', 'ClickHouse slow'],
  insertTorn: ['clickhouse', 'killed during an insert: a part of the block is stored'],
  insertAnswerLost: ['clickhouse', 'block stored, its answer lost'],
  rebalance: ['rebalance', '1, 4, 2 processes'],
  clockJump: ['disorder', 'wall clock jumps by up to two days'],
  resend: ['disorder', 'everything published again'],
}

const MARKET =
  '22 shares: 6 sessions of bars and half a year of series; one session of ticks, some late, twice or out of order'

/** Adds rounds up to figures. */
export class Tally {
  readonly #rounds: Round[] = []

  add(round: Round): void {
    this.#rounds.push(round)
  }

  /** Figures of each kind of fault: of the rounds in which it came about. */
  byKind(seed: number): readonly FaultFigures[] {
    return FAULT_KINDS.flatMap((kind) => {
      const rounds = this.#rounds.filter(({ met }) => [...met].some((fault) => fault.kind === kind))
      const [section, fault] = SECTIONS[kind]
      return rounds.length === 0 ? [] : [figuresOf(rounds, seed, { kind: section, fault }, kind)]
    })
  }

  /** Figures over all rounds. */
  all(seed: number): FaultFigures {
    return figuresOf(this.#rounds, seed, {
      kind: 'simulation',
      fault: 'all of these kinds together, drawn by the seed',
    })
  }
}

function figuresOf(
  rounds: readonly Round[],
  seed: number,
  { kind, fault }: Pick<FaultFigures, 'kind' | 'fault'>,
  only?: FaultKind,
): FaultFigures {
  const sum = (count: (round: Round) => number): number =>
    rounds.reduce((total, round) => total + count(round), 0)
  return {
    kind,
    fault,
    on: 'simulation',
    market: MARKET,
    seed,
    rounds: rounds.length,
    injected: sum(({ met }) => [...met].filter((one) => only === undefined || one.kind === only).length),
    compared: sum(({ compared }) => compared),
    differences: sum(({ differences }) => countDifferences(differences)),
  }
}

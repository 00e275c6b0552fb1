import { appendFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What one kind of fault came to in one run; a line of docs/reliability.md. */
export interface FaultFigures {
  /** Section of the document: kill, broker, rebalance, registry, clickhouse, poison, disorder, evolution, state, soak. */
  readonly kind: string
  /** What went wrong, in words. */
  readonly fault: string
  /** What it was tried on. */
  readonly on: 'simulation' | 'embedded' | 'Kafka'
  /** Which market: shares, sessions, or both. */
  readonly market: string
  readonly seed: number
  readonly rounds: number
  /** How many faults were injected over all rounds. */
  readonly injected: number
  /** Rows, and records of topics, that were compared with the undisturbed run. */
  readonly compared: number
  /** Of them, those that differ: must be 0. */
  readonly differences: number
  /** Time until the figures stood again after a fault, where it was measured: median and longest. */
  readonly recovery?: { readonly medianSeconds: number; readonly longestSeconds: number }
  readonly note?: string
}

const FOLDER = fileURLToPath(new URL('../../../docs/reliability/', import.meta.url))

/**
 * Puts figures on the record: a line in docs/reliability/<kind>.jsonl where PULSE_FAULTS_RECORD=1, and one line on the
 * terminal always. `npm run generate` makes the tables of docs/reliability.md from the records.
 */
export function recordFigures(figures: FaultFigures): void {
  const { kind, fault, on, rounds, injected, compared, differences, seed } = figures
  process.stdout.write(
    `faults/${kind}: ${fault}, ${on}: ${rounds} rounds, ${injected} faults, ${compared} rows compared, ` +
      `${differences} differences (seed ${seed})\n`,
  )
  if (process.env.PULSE_FAULTS_RECORD !== '1') return
  mkdirSync(FOLDER, { recursive: true })
  appendFileSync(`${FOLDER}${kind}.jsonl`, `${JSON.stringify(figures)}\n`)
}

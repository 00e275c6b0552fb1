/**
 * Puts the figures of the fault suite into docs/reliability.md: one line per fault and form, summed over the runs that
 * docs/reliability/*.jsonl records. With --check it only compares, and fails when the committed file is stale.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FaultFigures } from '../test/faults/support/figures.ts'

const DOCUMENT = fileURLToPath(new URL('../docs/reliability.md', import.meta.url))
const RECORDS = fileURLToPath(new URL('../docs/reliability/', import.meta.url))
const [BEGIN, END] = ['<!-- figures: npm run generate -->', '<!-- end of figures -->']

const HEADING = [
  '| fault | on | market | runs | rounds | faults | rows compared | differences | recovery, median / longest | note |',
  '|---|---|---|--:|--:|--:|--:|--:|--:|---|',
]
/** Order and titles of the sections. */
const KINDS: Readonly<Record<string, string>> = {
  simulation: 'Simulated: all kinds together',
  kill: 'Processes killed',
  broker: 'Broker and network',
  rebalance: 'Rebalances and zombies',
  registry: 'Schema registry',
  clickhouse: 'ClickHouse',
  disk: 'Disk full',
  poison: 'Poisoned records',
  disorder: 'Duplicates, disorder, clocks, sleep',
  evolution: 'Evolution, upgrade, rollback',
  state: 'Damaged state',
  soak: 'Soak',
}

const NUMBER = new Intl.NumberFormat('en')

function recorded(): readonly FaultFigures[] {
  return (existsSync(RECORDS) ? readdirSync(RECORDS) : [])
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) =>
      readFileSync(RECORDS + name, 'utf8')
        .trim()
        .split('\n'),
    )
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FaultFigures)
}

/** Lines of the same fault, on the same form and market. */
function grouped(figures: readonly FaultFigures[]): readonly (readonly FaultFigures[])[] {
  const groups = new Map<string, FaultFigures[]>()
  for (const line of figures) {
    const key = `${line.fault}\n${line.on}\n${line.market}`
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return [...groups.values()]
}

function row(runs: readonly FaultFigures[]): string {
  const last = runs.at(-1)!
  const sum = (of: (run: FaultFigures) => number): string =>
    NUMBER.format(runs.reduce((total, run) => total + of(run), 0))
  const longest = Math.max(...runs.map(({ recovery }) => recovery?.longestSeconds ?? 0))
  const recovery =
    last.recovery === undefined ? '' : `${last.recovery.medianSeconds.toFixed(1)} s / ${longest.toFixed(1)} s`
  const cells = [
    last.fault,
    last.on,
    last.market,
    runs.length,
    sum(({ rounds }) => rounds),
    sum(({ injected }) => injected),
    sum(({ compared }) => compared),
    sum(({ differences }) => differences),
    recovery,
    last.note ?? '',
  ]
  return `| ${cells.join(' | ')} |`
}

function tables(): string {
  const figures = recorded()
  const kinds = [...new Set([...Object.keys(KINDS), ...figures.map(({ kind }) => kind)])]
  return kinds
    .map((kind) => ({ kind, lines: figures.filter((line) => line.kind === kind) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ kind, lines }) =>
      [`### ${KINDS[kind] ?? kind}`, '', ...HEADING, ...grouped(lines).map(row)].join('\n'),
    )
    .join('\n\n')
}

const before = readFileSync(DOCUMENT, 'utf8')
const [head, rest] = before.split(BEGIN)
const tail = rest?.split(END)[1]
if (tail === undefined) throw new Error(`docs/reliability.md needs the lines ${BEGIN} and ${END}.`)
const after = `${head}${BEGIN}\n\n${tables()}\n\n${END}${tail}`
if (process.argv.includes('--check')) {
  if (after !== before) throw new Error('docs/reliability.md is stale: run "npm run generate".')
} else writeFileSync(DOCUMENT, after)

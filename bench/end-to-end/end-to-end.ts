import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopEngine } from '../../runtime/clickhouse/embedded/launch.ts'
import type { Bench } from '../bench.ts'
import { reportOf } from '../child-process.ts'
import { SAMPLE, type Source, twoYears } from '../data.ts'
import { formatRate, spreadOf } from '../measure.ts'
import type { ChildReport } from './child.ts'
import type { Usage } from './usage.ts'

const CHILD = new URL('child.ts', import.meta.url)
const REPEATS = 3
/** Bars per second into ClickHouse, and MB of the main process. */
const AIM = '(aim: 100k bars/s, main process under 1,500 MB)'

/** Files to ClickHouse on the embedded log and engine. */
export const endToEnd: Bench = {
  name: 'end-to-end',
  title: `files -> log -> processors -> ClickHouse, all embedded ${AIM}`,
  async run() {
    const large = twoYears()
    const lines = [...(await linesOf(SAMPLE)), ...(large === undefined ? [] : await linesOf(large))]
    return large === undefined ? [...lines, 'two years: skipped, PULSE_TEST_DATA does not hold them'] : lines
  },
}

async function linesOf(source: Source): Promise<string[]> {
  const runs: ChildReport[] = []
  for (let round = 0; round < REPEATS; round += 1) runs.push(await child('whole', source))
  const staged = await child('stages', source)
  const { bars } = staged
  const whole = runs.map(({ stages }) => stages.whole!)
  return [
    `${source.title}: ${bars.toLocaleString('en-US')} bars`,
    `  start ${spreadOf(runs.map(({ start }) => start)).median.toFixed(1)} s; then ${formatRate(
      bars,
      whole.map(({ wall }) => wall),
    )}`,
    ...whole.map(
      (usage, run) => `  run ${run + 1}: ${formatUsage(usage, bars)}, ${formatMemory(runs[run]!)}`,
    ),
    '  one stage after the other:',
    ...Object.entries(staged.stages).map(
      ([name, usage]) => `    ${name.padEnd(8)} ${formatUsage(usage, bars)}`,
    ),
  ]
}

async function child(mode: 'whole' | 'stages', { files }: Source): Promise<ChildReport> {
  const home = mkdtempSync(join(tmpdir(), 'pulse-bench-'))
  try {
    return await reportOf<ChildReport>(CHILD, mode, home, ...files)
  } finally {
    await stopEngine(home)
    rmSync(home, { recursive: true, force: true })
  }
}

function formatUsage({ wall, main, engine }: Usage, bars: number): string {
  const perBar = ((main * 1e6) / bars).toFixed(1)
  const beside = engine === undefined ? '' : `, engine ${engine.toFixed(1)} s`
  return `${wall.toFixed(1)} s; processor time main ${main.toFixed(1)} s (${perBar} us/bar)${beside}`
}

const formatMemory = ({ memory: { main, engine } }: ChildReport): string =>
  `peak memory main ${Math.round(main)} MB${engine === undefined ? '' : `, engine ${Math.round(engine)} MB`}`

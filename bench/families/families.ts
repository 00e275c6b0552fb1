import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import type { Bench } from '../bench.ts'
import { reportOf } from '../child-process.ts'
import { twoYears, year2022 } from '../data.ts'
import type { FamiliesReport, StageUsage } from './child.ts'
import { SERIES_FOLDERS } from './ten-years.ts'

const CHILD = new URL('child.ts', import.meta.url)
const REFERENCE = join(process.env.PULSE_TEST_DATA ?? '../shared/data', 'reference')

/** What ten years of the market's bars are taken to be: sessions of a year, and shares of the years' middle. */
const TEN_YEARS_OF_BARS = 10 * 243 * 4_500

/** Ten years of daily data through the families of signals. */
export const families: Bench = {
  name: 'families',
  title: 'ten years of series through all families, from the files to ClickHouse (aim: under a minute)',
  async run() {
    return [...(await seriesLines()), ...(await barLines())]
  },
}

async function seriesLines(): Promise<readonly string[]> {
  if (!SERIES_FOLDERS.every((folder) => existsSync(folder)))
    return ['series: skipped, PULSE_TEST_DATA does not hold them']
  const whole = await runOf('whole')
  const alone = await runOf('stages')
  return [
    `series of 2016-2025: ${count(whole.values)} values, ${count(whole.rows)} rows stored; ${memoryOf(whole)}`,
    ...whole.stages.map(line),
    'one after the other on the same log:',
    ...alone.stages.map((stage) => `${line(stage)}${perUnit(stage, alone.values, 'value')}`),
  ]
}

async function barLines(): Promise<readonly string[]> {
  const sources = [year2022(), twoYears()].filter((source) => source !== undefined)
  if (sources.length === 0 || !existsSync(REFERENCE))
    return ['bars: skipped, PULSE_TEST_DATA does not hold them']
  const measured = await runOf('bars', REFERENCE, ...sources.flatMap(({ files }) => files))
  const families = measured.stages.slice(1)
  const seconds = families.reduce((sum, { usage }) => sum + usage.main, 0)
  const ten = (seconds / measured.values) * TEN_YEARS_OF_BARS
  return [
    `bars of ${sources.map(({ title }) => title).join(' and ')}: ${count(measured.values)}; ${memoryOf(measured)}`,
    ...measured.stages.map((stage) => `${line(stage)}${perUnit(stage, measured.values, 'bar')}`),
    `at that rate cross-section and its families take ${ten.toFixed(0)} s of processor time for ten years of ` +
      `4,500 shares (${count(TEN_YEARS_OF_BARS)} bars; reckoned, not measured)`,
  ]
}

async function runOf(run: string, ...files: readonly string[]): Promise<FamiliesReport> {
  const home = temporaryHome()
  try {
    return await reportOf<FamiliesReport>(CHILD, run, home, ...files)
  } finally {
    await removeHome(home)
  }
}

function line({ name, usage: { wall, main, engine }, most }: StageUsage): string {
  const memory = most === undefined ? '' : `, memory ${most.toFixed(0)} MB`
  const beside = engine === undefined || engine === 0 ? '' : `, engine ${engine.toFixed(1)} s`
  return `  ${name.padEnd(16)} ${wall.toFixed(1).padStart(6)} s, processor time ${main.toFixed(1).padStart(5)} s${beside}${memory}`
}

const perUnit = ({ usage }: StageUsage, units: number, unit: string): string =>
  ` (${((usage.main / units) * 1e6).toFixed(1)} us a ${unit})`

const memoryOf = ({ memory: { first, last, most } }: FamiliesReport): string =>
  `memory first quarter ${first.toFixed(0)} MB, last ${last.toFixed(0)} MB, most ${most.toFixed(0)} MB`

const count = (value: number): string => value.toLocaleString('en-US')

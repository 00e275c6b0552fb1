import { cpSync, rmSync } from 'node:fs'
import { removeHome, temporaryHome } from '../../runtime/clickhouse/testing/temporary-warehouse.ts'
import type { Bench } from '../bench.ts'
import { reportOf } from '../child-process.ts'
import { formatRate } from '../measure.ts'
import type { StageReport } from './child.ts'

const CHILD = new URL('child.ts', import.meta.url)

/** Share of the market, 0 to 1: a tenth of it shows in a minute what is wrong. */
const PART = process.env.BENCH_MARKET_PART ?? '1'

/** A simulated session of the whole market, from its snapshots to rows in ClickHouse. */
export const tickDay: Bench = {
  name: 'tick-day',
  title:
    'a full-market day of snapshots, embedded (aims: append 400k/s, to ClickHouse 250k/s, stored too 150k/s)',
  async run() {
    const generated = await inNewHome((home) => reportOf<StageReport>(CHILD, 'generate', home, PART))
    return inNewHome(async (home) => {
      const published = await reportOf<StageReport>(CHILD, 'publish', home, PART)
      const { ticks, making } = published
      const lines = [
        `${ticks.toLocaleString('en-US')} snapshots of ${Number(PART) * 100}% of the market`,
        line('generate', ticks, generated.usage.wall, generated),
        line('encode and append', ticks, published.usage.wall - making, published),
      ]
      for (const [stage, name] of [
        ['process', 'log to ClickHouse'],
        ['store', 'the same, snapshots stored'],
      ] as const) {
        const report = await onCopyOf(home, (copy) =>
          reportOf<StageReport>(CHILD, stage, copy, published.marker),
        )
        lines.push(line(name, ticks, report.usage.wall, report), `    ${rowsOf(report)}`)
      }
      return lines
    })
  },
}

function line(name: string, ticks: number, seconds: number, { usage, memory }: StageReport): string {
  const perTick = ((usage.main / ticks) * 1e6).toFixed(2)
  const engine = usage.engine === undefined ? '' : `, engine ${usage.engine.toFixed(0)} s`
  const beside = memory.engine === undefined ? '' : `; engine ${megabytes(memory.engine)}`
  return (
    `${name.padEnd(27)} ${formatRate(ticks, [seconds]).split(' ')[0]}; ${usage.wall.toFixed(0)} s, ` +
    `processor time ${usage.main.toFixed(0)} s (${perTick} us a tick)${engine}; memory first quarter ` +
    `${megabytes(memory.first)}, last ${megabytes(memory.last)}, most ${megabytes(memory.most)}${beside}`
  )
}

const megabytes = (value: number): string => `${Math.round(value)} MB`

const rowsOf = ({ rows }: StageReport): string =>
  Object.entries(rows)
    .filter(([topic]) => /ticks|bars.1m|limit-changes|boards|minutes|groups/.test(topic))
    .map(([topic, count]) => `${topic} ${count.toLocaleString('en-US')}`)
    .join(', ')

async function inNewHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = temporaryHome()
  try {
    return await work(home)
  } finally {
    await removeHome(home)
  }
}

/** What is published stays as it is, so that every run begins with the same log. */
const onCopyOf = <T>(recorded: string, work: (home: string) => Promise<T>): Promise<T> =>
  inNewHome((home) => {
    rmSync(home, { recursive: true })
    cpSync(recorded, home, { recursive: true })
    return work(home)
  })

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningPulse,
  rowsOf,
  startPulse,
  succeed,
  viewDigestsOf,
  withHome,
} from '../support/pulse-process.ts'
import { randomFrom } from '../support/random-market.ts'
import { writeSampleBars } from '../support/sample-bars.ts'

const SEED = Number(process.env.PULSE_TEST_SEED ?? 20260707)
const OF_THE_DAY = [
  'sentiment_daily',
  'sentiment_daily_scopes',
  'ladder_daily',
  'ladder_daily_scopes',
  'breadth_daily',
  'breadth_daily_scopes',
]
const LIMIT_UPS = `SELECT * EXCEPT (dataset, first_seal_time, last_seal_time, break_count)
  FROM limit_up_daily_all WHERE dataset = {dataset} ORDER BY trade_date, symbol`

describe('a simulated session of shares at their limits', () => {
  let home = ''
  let source = ''
  let wanted: Readonly<Record<string, string>>
  /** Milliseconds from the start of the command to its first tick, to its last, and until all has landed. */
  let times: { readonly begin: number; readonly published: number; readonly landed: number }
  const simulate = (...options: string[]): string[] => [
    'simulate',
    '2022-04-27',
    '--source',
    source,
    ...options,
  ]
  const limitUps = (dataset: string) => rowsOf(home, LIMIT_UPS.replace('{dataset}', `'${dataset}'`))

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-e2e-'))
    source = await writeSampleBars(join(home, 'bars.csv'), { from: 20220419, until: 20220427, step: 15 })
    await succeed(['start', '--once', '--source', source], { PULSE_HOME: home })
    const begun = performance.now()
    const { stderr } = await succeed(simulate(), { PULSE_HOME: home })
    const landed = performance.now() - begun
    const seconds = (pattern: RegExp): number => 1000 * Number(stderr.match(pattern)![1])
    const begin = landed - seconds(/^Landed .* bars in ([\d.]+) s/m)
    times = { begin, landed, published: begin + seconds(/ published in ([\d.]+) s/) }
    wanted = await viewDigestsOf(home, 'sim-1')
  })
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }))

  it('ends with the rows that the day’s bars give without ticks', async () => {
    expect(await viewDigestsOf(home, 'sim-1', OF_THE_DAY)).toEqual(
      await viewDigestsOf(home, 'main', OF_THE_DAY),
    )
    expect(await limitUps('sim-1')).toEqual(await limitUps('main'))
  })

  it('tells seal times and broken boards as its limit events do', async () => {
    const ofDay = `FROM limit_up_daily_all WHERE dataset = 'sim-1' AND trade_date = '2022-04-27'`
    const told = await rowsOf<{ again: number }>(
      home,
      `SELECT symbol, first_seal_time AS first, last_seal_time AS last, break_count AS again ${ofDay} ORDER BY symbol`,
    )
    expect(told.filter(({ again }) => again > 0).length).toBeGreaterThan(2)
    expect(
      await rowsOf(
        home,
        `SELECT symbol, min(event_time) AS first, max(event_time) AS last, toUInt32(countIf(kind = 'resealedUp')) AS again
        FROM limit_events_all WHERE dataset = 'sim-1' AND kind IN ('sealedUp', 'resealedUp')
          AND symbol IN (SELECT symbol ${ofDay}) GROUP BY symbol ORDER BY symbol`,
      ),
    ).toEqual(told)
  })

  it(`leaves the same public tables after kill -9 while publishing, processing and storing (seed ${SEED})`, async () => {
    const random = randomFrom(SEED)
    const publishing = times.published - times.begin
    const moments: ((pulse: RunningPulse) => Promise<unknown>)[] = [
      () => sleep(times.begin + 0.3 * random() * publishing),
      () => sleep(times.begin + (0.2 + 0.3 * random()) * publishing),
      (pulse) => published(pulse),
      async (pulse) => {
        await published(pulse)
        await sleep(random() * (times.landed - times.published))
      },
    ]
    await withHome(async (killed) => {
      const env = { PULSE_HOME: killed, PULSE_PARTITIONS: '3' }
      const ends: (NodeJS.Signals | null)[] = []
      for (const moment of moments) {
        const pulse = startPulse(simulate(), env)
        await Promise.race([moment(pulse), pulse.finished])
        pulse.child.kill('SIGKILL')
        await pulse.finished
        ends.push(pulse.child.signalCode)
      }
      expect(ends.slice(0, 3)).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL'])
      await succeed(simulate(), env)
      expect(await viewDigestsOf(killed, 'sim-1')).toEqual(wanted)
    })
  }, 300_000)

  it('is the same after a rebuild of it and of main', async () => {
    const main = await viewDigestsOf(home, 'main')
    for (const dataset of ['main', 'sim-1'])
      await succeed(['rebuild', '--dataset', dataset], { PULSE_HOME: home })
    expect(await viewDigestsOf(home, 'main')).toEqual(main)
    expect(await viewDigestsOf(home, 'sim-1')).toEqual(wanted)
    expect(await rowsOf(home, 'SELECT dataset, epoch FROM datasets ORDER BY dataset')).toMatchObject([
      { dataset: 'main', epoch: 2 },
      { dataset: 'sim-1', epoch: 2 },
    ])
  }, 120_000)

  it('ends with the same rows over a bad line', async () => {
    const days = await viewDigestsOf(home, 'sim-1', [...OF_THE_DAY, 'bars_1d'])
    const sealed = await limitUps('sim-1')
    const faults = 'duplicates=0.01,late=0.001,reordered=0.01,resets=0.0005'
    const run = await succeed(simulate('--faults', faults), { PULSE_HOME: home })
    expect(run.stderr).toMatch(/data set sim-1, epoch 3/)
    expect(run.stderr).toMatch(/records came late/)
    expect(await viewDigestsOf(home, 'sim-1', [...OF_THE_DAY, 'bars_1d'])).toEqual(days)
    expect(await limitUps('sim-1')).toEqual(sealed)
    expect(await viewDigestsOf(home, 'sim-1')).not.toEqual(wanted)
  }, 120_000)
}, 300_000)

/** Resolves when the command says that the last tick is published. */
function published({ child }: RunningPulse): Promise<void> {
  return new Promise((resolve) => {
    let said = ''
    child.stderr!.on('data', (chunk) => {
      said += String(chunk)
      if (/ published in /.test(said)) resolve()
    })
  })
}

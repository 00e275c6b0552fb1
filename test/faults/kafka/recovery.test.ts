import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { kafkaForTests } from '../../support/kafka.ts'
import { withHome } from '../../support/pulse-process.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL } from '../support/rounds.ts'
import { LiveMarket, Member } from './support/live-market.ts'
import { installation } from './support/oracle.ts'

const kafka = await kafkaForTests()
const TRADE_DATE = 20220427 as TradeDate
/** Of the clock's: at the open four times 1,300 snapshots a second. */
const SPEED = 4
const REPETITIONS = 3

/** Measured, not asserted: the machine decides. What must hold is that every death is recovered from. */
describe.runIf(IS_FULL && kafka !== undefined)('recovery in mid-session of the full market on Kafka', () => {
  it('after a kill and after a graceful stop', () =>
    withHome(async (home) => {
      const env = { ...installation(kafka!, home), PULSE_PARTITIONS: '6' }
      const market = await LiveMarket.open(env, TRADE_DATE, SPEED)
      let [first, second] = [new Member(env), new Member(env)]
      const times = {
        undisturbed: [] as number[],
        killed: [] as number[],
        stopped: [] as number[],
        only: [] as number[],
      }
      const calm = async (): Promise<void> => {
        await sleep(15_000)
        await market.secondsUntilShown()
        times.undisturbed.push(await market.secondsUntilShown())
      }
      try {
        await market.reaches(shanghaiTime(TRADE_DATE, 9, 31))
        for (let turn = 0; turn < REPETITIONS; turn += 1) {
          await calm()
          first.child.kill('SIGKILL')
          times.killed.push(await market.secondsUntilShown())
          first = new Member(env)
          await calm()
          first.child.kill('SIGTERM')
          times.stopped.push(await market.secondsUntilShown())
          await first.ended
          first = new Member(env)
        }
        first.child.kill('SIGTERM')
        await first.ended
        for (let turn = 0; turn < REPETITIONS; turn += 1) {
          await calm()
          second.child.kill('SIGKILL')
          second = new Member(env)
          times.only.push(await market.secondsUntilShown())
        }
      } finally {
        for (const { child } of [first, second]) child.kill('SIGKILL')
        await market.close()
      }
      const { restorations } = second
      const longest = Math.max(...restorations.map(({ milliseconds }) => milliseconds))
      const behind = restorations
        .filter(({ processor }) => processor === 'limit-state')
        .reduce((sum, task) => sum + task.behind, 0)
      const common = {
        kind: 'kill',
        on: 'Kafka',
        market: `the whole bundled market, 6 partitions, at ${SPEED} times the clock, after ${market.ticks} ticks`,
        seed: 1,
        compared: 0,
        differences: 0,
      } as const
      const figures = (fault: string, seconds: readonly number[], note: string): void =>
        recordFigures({
          ...common,
          fault,
          rounds: seconds.length,
          injected: seconds.length,
          recovery: { medianSeconds: median(seconds), longestSeconds: Math.max(...seconds) },
          note,
        })
      const usual = `undisturbed, the same is shown after ${median(times.undisturbed).toFixed(2)} s`
      figures('kill -9 of one of two members of sentiment in mid-session', times.killed, usual)
      figures('SIGTERM of one of two members of sentiment in mid-session', times.stopped, usual)
      figures(
        'kill -9 of the only member of sentiment, started again at once',
        times.only,
        `${usual}; longest restore of a task ${Math.round(longest)} ms; ${behind} records of limit-state read again at the last`,
      )
      expect(times.only).toHaveLength(REPETITIONS)
    }))
})

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { digestOf, runPulse, startPulse, withHome, writeBars } from '../support/pulse-process.ts'
import { randomFrom, randomMarket } from '../support/random-market.ts'

const MARKET = randomMarket({ seed: 5, sessions: 60, symbols: 300, references: 1 })
const SEED = Number(process.env.PULSE_TEST_SEED ?? 20260707)
const ROUNDS = 4

describe('kill -9 of the process in the middle', () => {
  it(`leaves the same public tables as an uninterrupted run (seed ${SEED})`, async () => {
    const random = randomFrom(SEED)
    const { wanted, milliseconds } = await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      const before = performance.now()
      expect(await runPulse(['start', '--once', '--source', file], { PULSE_HOME: home })).toMatchObject({
        code: 0,
      })
      return { wanted: await digestOf(home), milliseconds: performance.now() - before }
    })
    await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      for (let round = 0; round < ROUNDS; round += 1) {
        const { child, finished } = startPulse(['start', '--once', '--source', file], {
          PULSE_HOME: home,
          PULSE_PARTITIONS: '3',
        })
        await Promise.race([sleep(milliseconds * (0.3 + 0.6 * random())), finished])
        child.kill('SIGKILL')
        await finished
      }
      const last = await runPulse(['start', '--once', '--source', file], {
        PULSE_HOME: home,
        PULSE_PARTITIONS: '3',
      })
      expect(last).toMatchObject({ code: 0 })
      expect(await digestOf(home)).toBe(wanted)
    })
  }, 240_000)
})

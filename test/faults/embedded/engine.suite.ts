import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { startPulse } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { simulateArgs } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { whenInserting, whenLogHas } from './aims.ts'
import type { FaultBench } from './fault-bench.ts'

const STOPPED_MS = IS_FULL ? 30_000 : 1_000
const KILLS = IS_FULL ? 3 : 2

export function engineSuite(bench: () => FaultBench): void {
  describe('the embedded engine', () => {
    const rounds = roundsOf({ full: 5, small: 1 })
    it(`killed in the middle of inserts, stopped and continued, loses nothing (seed ${SEED})`, async () => {
      const random = randomFrom(SEED)
      let killed = 0
      let stopped = 0
      let compared = 0
      const differing: string[] = []
      for (let round = 0; round < rounds; round += 1)
        await bench().withHome('files', async (home) => {
          const topic = 'market.ticks'
          const bytes = bench().logBytes.get(topic)!
          const pulse = startPulse(simulateArgs(bench().day), { PULSE_HOME: home })
          let dead: number | undefined
          try {
            for (let fault = 0; fault < KILLS + 1; fault += 1) {
              await whenLogHas(topic, bytes * Math.min((fault + random()) / (KILLS + 1), 0.9))(pulse, home)
              await whenInserting(pulse, home)
              const engine = await engineAfter(dead, pulse.child, home)
              if (engine === undefined || pulse.child.exitCode !== null) break
              if (fault === 1) {
                process.kill(engine, 'SIGSTOP')
                await sleep(STOPPED_MS)
                process.kill(engine, 'SIGCONT')
                stopped += 1
              } else {
                process.kill(engine, 'SIGKILL')
                dead = engine
                killed += 1
              }
            }
            const finished = await pulse.finished
            expect(finished.code, finished.stderr.slice(-2_000)).toBe(0)
          } finally {
            pulse.child.kill('SIGKILL')
          }
          const comparison = await bench().compare(home)
          compared += comparison.compared
          differing.push(...comparison.differing.map((name) => `round ${round}: ${name}`))
        })
      recordFigures({
        kind: 'clickhouse',
        fault: 'embedded engine killed in the middle of inserts, or stopped',
        on: 'embedded',
        market: bench().day.market,
        seed: SEED,
        rounds,
        injected: killed + stopped,
        compared,
        differences: differing.length,
        note: `killed ${killed} times while rows lay in its spool, stopped ${stopped} times for ${STOPPED_MS / 1000} s; the process went on by itself`,
      })
      expect(differing, `seed ${SEED}: PULSE_FAULT_SEED=${SEED} runs it again`).toEqual([])
    })
  })
}

/** The engine that has come after one that was killed, whose address stands there until then. */
async function engineAfter(
  dead: number | undefined,
  pulse: { readonly exitCode: number | null },
  home: string,
): Promise<number | undefined> {
  for (;;) {
    const engine = readEndpoint(home)?.pid
    if (engine !== dead || pulse.exitCode !== null) return engine
    await sleep(20)
  }
}

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { stopEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { startPulse, withHome } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import type { Recovery } from './recovery.child.ts'

const CHILD = fileURLToPath(new URL('./recovery.child.ts', import.meta.url))
const SIMULATE = ['simulate', '2022-04-27', '--speed', 'max']

it.runIf(IS_FULL)(`a killed process is where it was soon after its restart (seed ${SEED})`, async () => {
  const random = randomFrom(SEED)
  const rounds = roundsOf({ full: 3, small: 0 })
  const told: Recovery[] = []
  const stops: number[] = []
  for (let round = 0; round < rounds; round += 1)
    await withHome(async (home) => {
      const share = 20 + Math.floor(60 * random())
      const pulse = startPulse(SIMULATE, { PULSE_HOME: home })
      await whenSaid(pulse.child.stderr!, share)
      pulse.child.kill('SIGKILL')
      await pulse.finished
      told.push(await recover(home, await settledUntil(home)))
      // What is left is ended in order: asked to stop while it works.
      const again = startPulse(SIMULATE, { PULSE_HOME: home })
      await Promise.race([whenSaid(again.child.stderr!, share), again.finished])
      const asked = performance.now()
      again.child.kill('SIGTERM')
      await again.finished
      stops.push((performance.now() - asked) / 1000)
      await stopEngine(home)
    })
  const longest = (of: (one: Recovery) => number): number => Math.max(...told.map(of))
  const sorted = told.map(({ backSeconds }) => backSeconds).sort((a, b) => a - b)
  process.stdout.write(`${told.map((one) => JSON.stringify(one)).join('\n')}\n`)
  recordFigures({
    kind: 'kill',
    fault: 'recovery in mid-session',
    on: 'embedded',
    market: 'the whole bundled market of 2022-04-27',
    seed: SEED,
    rounds,
    injected: rounds,
    compared: 0,
    differences: 0,
    recovery: { medianSeconds: sorted[Math.floor(sorted.length / 2)]!, longestSeconds: sorted.at(-1)! },
    note:
      `start of the process included, ${longest(({ startSeconds }) => startSeconds).toFixed(1)} s of it until services run; ` +
      `state restored in at most ${longest(({ restoreSeconds }) => restoreSeconds).toFixed(2)} s, at most ` +
      `${longest(({ readAgain }) => readAgain)} events read again; ended on SIGTERM within ${Math.max(...stops).toFixed(1)} s`,
  })
  expect(told).toHaveLength(rounds)
})

/** Resolves when the command says that so many percent of the session are published. */
function whenSaid(stderr: NodeJS.ReadableStream, percent: number): Promise<void> {
  return new Promise((resolve) => {
    stderr.on('data', (chunk) => {
      for (const [, said] of String(chunk).matchAll(/Ticks\s*: (\d+)%/g))
        if (Number(said) >= percent) resolve()
      if (/ published in /.test(String(chunk))) resolve()
    })
  })
}

/** How far the market processor had come: its newest minute in the log. */
async function settledUntil(home: string): Promise<EventTime> {
  const log = await openEmbeddedLog({ home, readOnly: true })
  try {
    const decoder = createCodec(createInProcessRegistry(home)).decoder(TOPICS.minutes.schema)
    let newest = 0
    for await (const { records } of log.read({ topic: TOPICS.minutes.name, follow: false })) {
      const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
      await decoder.prepare(values)
      for (const value of values) newest = Math.max(newest, decoder.decode(value).eventTime)
    }
    return newest as EventTime
  } finally {
    await log.close()
  }
}

async function recover(home: string, target: EventTime): Promise<Recovery> {
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=64', '--import', 'tsx', CHILD, String(target)],
    {
      env: {
        ...process.env,
        PULSE_HOME: home,
        KAFKA_BROKERS: '',
        SCHEMA_REGISTRY_URL: '',
        CLICKHOUSE_URL: '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  try {
    let said = ''
    let failed = ''
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
    })
    child.stderr.on('data', (chunk) => {
      failed += String(chunk)
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    if (code !== 0) throw new Error(`the restarted process ended with ${code}:\n${failed.slice(-2_000)}`)
    return JSON.parse(said) as Recovery
  } finally {
    child.kill('SIGKILL')
  }
}

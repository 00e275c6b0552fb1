import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { succeed, viewDigestsOf, withHome } from '../../support/pulse-process.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL } from '../support/rounds.ts'
import { type ProcessSample, sampleProcess } from './process-sample.ts'
import { median, robustTrend } from './slope.ts'
import type { SoakLine } from './soak.child.ts'

/** A tenth of the market at twenty times the clock's speed: a session in 17 minutes, its lunch included. */
const FULL = { first: '2022-04-25', sessions: 5, speed: 20, symbols: 450, everyMs: 5_000 }
/** The same at the speed that the machine gives, for CI. */
const SHORT = { first: '2022-04-25', sessions: 2, speed: 5_000, symbols: 40, everyMs: 50 }
const SOAK = IS_FULL ? FULL : SHORT

const CHILD = fileURLToPath(new URL('./soak.child.ts', import.meta.url))

interface Sample {
  readonly line: SoakLine
  readonly pulse: ProcessSample
  readonly engine: ProcessSample
}

/**
 * Flat means: over the second half of the samples, where caches are warm and the heap has its size, the robust
 * trend, taken over one session, stays under these. A leak of a message, a handle or a session's state would be
 * there in every session; what a session leaves behind rightfully (rows, parts, 60 sessions of percentiles) is
 * far less.
 */
const FLAT = { memoryShare: 0.05, handles: 1, lagSeconds: 0.1 } as const

it('sessions in a row leave memory, handles and lag flat, and the rows that full speed gives', async () => {
  await withHome(async (home) => {
    const samples = await soak(home)
    const seconds = samples.at(-1)!.line.seconds
    const session = seconds / SOAK.sessions
    const half = samples.slice(Math.floor(samples.length / 2))
    const trendOf = (value: (sample: Sample) => number) => {
      const { rise, level } = robustTrend(thinned(half).map((sample) => [sample.line.seconds, value(sample)]))
      return { rise: rise * session, level }
    }
    const trends = {
      pulse: trendOf(({ pulse }) => pulse.residentBytes),
      engine: trendOf(({ engine }) => engine.residentBytes),
      pulseHandles: trendOf(({ pulse }) => pulse.handles),
      engineHandles: trendOf(({ engine }) => engine.handles),
      lag: trendOf(({ line }) => lagOf(line)),
    }
    const cpu =
      (samples.at(-1)!.pulse.cpuSeconds + samples.at(-1)!.engine.cpuSeconds) / samples.at(-1)!.line.seconds
    const args = [
      'simulate',
      SOAK.first,
      '--symbols',
      String(SOAK.symbols),
      '--sessions',
      String(SOAK.sessions),
    ]
    const compared = await withHome(async (fast) => {
      await succeed(args, { PULSE_HOME: fast })
      const [slow, wanted] = [await viewDigestsOf(home, 'sim-1'), await viewDigestsOf(fast, 'sim-1')]
      return {
        rows: Object.values(wanted).reduce((sum, digest) => sum + Number.parseInt(digest, 10), 0),
        differing: Object.keys(wanted).filter((view) => wanted[view] !== slow[view]),
      }
    })
    const note =
      `${samples.length} samples; memory ${megabytes(trends.pulse)}, engine ${megabytes(trends.engine)}; ` +
      `handles ${steady(trends.pulseHandles)}, engine ${steady(trends.engineHandles)}; threads of the engine at most ${Math.max(...samples.map(({ engine }) => engine.threads))}; ` +
      `lag median ${trends.lag.level.toFixed(2)} s, longest ${longestLag(samples).toFixed(2)} s; ` +
      `${(100 * cpu).toFixed(0)}% of one core`
    recordFigures({
      kind: 'soak',
      fault: `${SOAK.sessions} sessions in a row at ${SOAK.speed} times the clock`,
      on: 'embedded',
      market: `${SOAK.symbols} shares`,
      seed: 1,
      rounds: 1,
      injected: 0,
      compared: compared.rows,
      differences: compared.differing.length,
      note,
    })
    expect(compared.differing).toEqual([])
    expect(samples.at(-1)!.line.ticks).toBeGreaterThan(0)
    for (const { rise } of [trends.pulseHandles, trends.engineHandles])
      expect(rise, note).toBeLessThan(FLAT.handles)
    if (!IS_FULL) return
    for (const { rise, level } of [trends.pulse, trends.engine])
      expect(rise / level, note).toBeLessThan(FLAT.memoryShare)
    expect(trends.lag.rise, note).toBeLessThan(FLAT.lagSeconds)
  })
})

/** Runs the sessions, and takes a sample from outside for every line that the process writes. */
async function soak(home: string): Promise<Sample[]> {
  const { first, sessions, speed, symbols, everyMs } = SOAK
  const file = join(mkdtempSync(join(tmpdir(), 'pulse-soak-')), 'samples.jsonl')
  if (IS_FULL) process.stdout.write(`faults/soak: samples go to ${file}\n`)
  const args = [first.replaceAll('-', ''), sessions, speed, symbols, everyMs].map(String)
  const child = spawn(process.execPath, ['--max-semi-space-size=64', '--import', 'tsx', CHILD, ...args], {
    env: { ...process.env, PULSE_HOME: home, KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '', CLICKHOUSE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-4_000)
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const samples: Sample[] = []
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as SoakLine
      const pulse = sampleProcess(child.pid!)
      const engine = sampleProcess(readEndpoint(home)?.pid ?? -1)
      if (pulse === undefined || engine === undefined || line.ticks === 0) continue
      samples.push({ line, pulse, engine })
      if (IS_FULL) appendFileSync(file, `${JSON.stringify({ ...line, lag: lagOf(line), pulse, engine })}\n`)
    }
    if ((await ended) !== 0) throw new Error(`the soaked process ended:\n${said}`)
  } finally {
    child.kill('SIGKILL')
  }
  expect(samples.length).toBeGreaterThan(20)
  expect(existsSync(join(home, 'log'))).toBe(true)
  return samples
}

/** How far settling is behind what was published, on the clock: seconds. A night between two sessions is none. */
const lagOf = ({ session, published, settled }: SoakLine): number =>
  Math.max(published - Math.max(settled, openOf(session)), 0) / 1000 / SOAK.speed

/** 09:15 in Shanghai. */
const openOf = (session: number): number =>
  Date.UTC(Math.floor(session / 10_000), (Math.floor(session / 100) % 100) - 1, session % 100, 1, 15)

const longestLag = (samples: readonly Sample[]): number =>
  Math.max(...samples.slice(Math.floor(samples.length / 10)).map(({ line }) => lagOf(line)))

/** At most some hundred of them, evenly: all pairs are looked at. */
const thinned = (samples: readonly Sample[]): readonly Sample[] => {
  const step = Math.ceil(samples.length / 400)
  return samples.filter((_, at) => at % step === 0)
}

const megabytes = ({ rise, level }: { readonly rise: number; readonly level: number }): string =>
  `${(level / 2 ** 20).toFixed(0)} MiB (${rise < 0 ? '' : '+'}${(rise / 2 ** 20).toFixed(1)} a session)`

const steady = ({ rise, level }: { readonly rise: number; readonly level: number }): string =>
  `${median([level])} (${rise < 0 ? '' : '+'}${rise.toFixed(2)} a session)`

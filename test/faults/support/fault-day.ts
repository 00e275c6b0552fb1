import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeExtract } from '../../e2e/signals-extract.ts'
import { succeed, viewDigestsOf } from '../../support/pulse-process.ts'
import { writeSampleBars } from '../../support/sample-bars.ts'

/**
 * What every fault is tried on: a part of the bundled history with the series that drive the signal families
 * (data set main), and a simulated session of 2022-04-27 made from its bars (data set sim-<seed>).
 */
export interface FaultDay {
  /** `pulse ingest` takes these. */
  readonly files: readonly string[]
  /** `pulse simulate` makes the session from these. */
  readonly bars: string
  readonly seed: number
  readonly dataset: string
  /** In words, for the record. */
  readonly market: string
}

export interface FaultDayOptions {
  /** Of the shares near their limits every so many, and twice as many others; 20 gives about 60 shares, 1 about 1,200. */
  readonly step?: number
  readonly seed?: number
}

/** Arguments of the two commands that bring a fault day in; both end when everything has landed. */
export const ingestArgs = ({ files }: FaultDay): string[] => ['ingest', ...files]
export const simulateArgs = ({ bars, seed }: FaultDay): string[] => [
  'simulate',
  '2022-04-27',
  '--source',
  bars,
  '--seed',
  String(seed),
]

export async function writeFaultDay(
  folder: string,
  { step = 20, seed = 1 }: FaultDayOptions = {},
): Promise<FaultDay> {
  await mkdir(folder, { recursive: true })
  const bars = await writeSampleBars(join(folder, 'session-bars.csv'), {
    from: 20220411,
    until: 20220427,
    step,
  })
  return {
    files: await writeExtract(join(folder, 'files')),
    bars,
    seed,
    dataset: `sim-${seed}`,
    market: `every ${step}th share near its limit and twice as many others, one session of ticks; 16 sessions of bars of 40 shares and their series`,
  }
}

/** Digests of the public views after an undisturbed, embedded run; `views` names each with its rows. */
export interface Expected {
  readonly main: Readonly<Record<string, string>>
  readonly session: Readonly<Record<string, string>>
}

/** Runs a fault day without faults. */
export async function undisturbed(day: FaultDay, home: string): Promise<Expected> {
  await succeed(ingestArgs(day), { PULSE_HOME: home })
  await succeed(simulateArgs(day), { PULSE_HOME: home })
  return digestsOf(day, home)
}

/** What stands in the public views, from any home; with `url` in a ClickHouse server. */
export async function digestsOf(day: FaultDay, home: string): Promise<Expected> {
  return { main: await viewDigestsOf(home, 'main'), session: await viewDigestsOf(home, day.dataset) }
}

/** Rows of all views together. */
export const rowsOfDigests = ({ main, session }: Expected): number =>
  [...Object.values(main), ...Object.values(session)].reduce(
    (sum, digest) => sum + Number.parseInt(digest, 10),
    0,
  )

/** Views that differ, by name; none when every bit is the same. */
export const differingViews = (left: Expected, right: Expected): readonly string[] =>
  (['main', 'session'] as const).flatMap((part) =>
    Object.keys(left[part]).filter((view) => left[part][view] !== right[part][view]),
  )

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatPrice } from '../../core/market/price.ts'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import { publicDigest } from '../../services/warehouse/digest/public-digest.ts'

const PULSE = fileURLToPath(new URL('../../cli/bin/pulse.mjs', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningPulse {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
}

/** Variables that would turn an embedded run into another one. */
const EMBEDDED = { KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '', CLICKHOUSE_URL: '', PULSE_PARTITIONS: '' }

/** Starts the real command in a process of its own. */
export function startPulse(args: readonly string[], env: Readonly<Record<string, string>>): RunningPulse {
  const child = spawn(process.execPath, [PULSE, ...args], {
    env: { ...process.env, ...EMBEDDED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const finished = new Promise<Finished>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  return { child, finished }
}

export const runPulse = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Finished> =>
  startPulse(args, env).finished

/** Runs the command to its end. @throws Error with what it wrote, where it fails */
export async function succeed(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const finished = await runPulse(args, env)
  if (finished.code === 0) return finished
  throw new Error(`pulse ${args.join(' ')} ended with ${finished.code}:\n${finished.stderr.slice(-4_000)}`)
}

/** A data folder that is removed afterwards. */
export async function withHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'pulse-e2e-'))
  try {
    return await work(home)
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
  }
}

/**
 * Writes sessions as a file in the format of our daily bars, one symbol after the other. As there, the
 * reference price is blank where it is the close of the row before.
 */
export async function writeBars(path: string, sessions: readonly SessionItems[]): Promise<string> {
  const lastCloses = new Map<string, number>()
  const lines = sessions.flatMap(({ tradeDate, bars }) =>
    bars.map(({ bar }) => {
      const prices = [bar.open, bar.high, bar.low, bar.close].map((price) => formatPrice(price, 2))
      const isBlank = bar.prevClose === null || bar.prevClose === lastCloses.get(bar.symbol)
      lastCloses.set(bar.symbol, bar.close)
      const reference = isBlank ? '' : formatPrice(bar.prevClose!, 2)
      const code = bar.symbol.slice(0, 6)
      return [code, tradeDate, ...prices, reference, Math.ceil(bar.volume / 100), ''].join(',')
    }),
  )
  lines.sort()
  await writeFile(path, `code,date,open,high,low,close,ref_prev_close,vol_lot,flag\n${lines.join('\n')}\n`)
  return path
}

/** Digest of the public tables of a data folder's warehouse, of one data set. */
export async function digestOf(home: string, url?: string, dataset = 'main'): Promise<string> {
  const warehouse = await openWarehouse({ home, ...(url === undefined ? {} : { url }) })
  try {
    const { digest } = await publicDigest(warehouse.client, { dataset })
    return digest
  } finally {
    await warehouse.close()
  }
}

/** Digests view by view, so that a difference names its view. */
export async function viewDigestsOf(
  home: string,
  dataset: string,
  views?: readonly string[],
  url?: string,
): Promise<Readonly<Record<string, string>>> {
  const warehouse = await openWarehouse({ home, ...(url === undefined ? {} : { url }) })
  try {
    const digest = await publicDigest(warehouse.client, {
      dataset,
      ...(views === undefined ? {} : { views }),
    })
    return Object.fromEntries(digest.views.map(({ view, rows, digest }) => [view, `${rows} rows ${digest}`]))
  } finally {
    await warehouse.close()
  }
}

export async function rowsOf<Row>(home: string, query: string): Promise<Row[]> {
  const warehouse = await openWarehouse({ home })
  try {
    const result = await warehouse.client.query({ query, format: 'JSONEachRow' })
    return await result.json<Row>()
  } finally {
    await warehouse.close()
  }
}

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivately } from './private-file.ts'

/** Where a running engine is reached, as it stands in `engine.json` (mode 0600). */
export interface EngineEndpoint {
  readonly url: string
  readonly user: string
  readonly password: string
  /** Reads only, for analysts. */
  readonly reader: { readonly user: string; readonly password: string }
  readonly pid: number
  /** ClickHouse version of the engine. */
  readonly version: string
  /** ISO time. */
  readonly startedAt: string
}

/** The engine's files under a data folder. */
export function engineFiles(home: string) {
  return {
    data: join(home, 'clickhouse'),
    /** Rows on their way in and pipes for results on their way out. */
    spool: join(home, 'engine-spool'),
    /** The only place that BACKUP may write to and RESTORE may read. */
    backups: join(home, 'engine-backups'),
    endpoint: join(home, 'engine.json'),
    access: join(home, 'engine-access.json'),
    log: join(home, 'engine.log'),
  } as const
}

/** What `engine.json` says, whether its engine lives or not; undefined when absent or not understood. */
export function readEndpoint(home: string): EngineEndpoint | undefined {
  try {
    const value = JSON.parse(readFileSync(engineFiles(home).endpoint, 'utf8')) as Partial<EngineEndpoint>
    return typeof value.url === 'string' &&
      typeof value.password === 'string' &&
      typeof value.pid === 'number'
      ? (value as EngineEndpoint)
      : undefined
  } catch {
    return undefined
  }
}

/** Makes the engine known, in one step. */
export function publishEndpoint(home: string, endpoint: EngineEndpoint): void {
  writePrivately(engineFiles(home).endpoint, endpoint)
}

/** Takes the endpoint back, unless another engine has published its own by now. */
export function withdrawEndpoint(home: string, endpoint: EngineEndpoint): void {
  if (isPublished(home, endpoint)) rmSync(engineFiles(home).endpoint, { force: true })
}

/** Whether `engine.json` still names this engine. */
export function isPublished(home: string, endpoint: EngineEndpoint): boolean {
  const published = readEndpoint(home)
  return published?.pid === endpoint.pid && published.startedAt === endpoint.startedAt
}

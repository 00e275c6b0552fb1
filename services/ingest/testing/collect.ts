import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type Discovery, discover } from '../discover.ts'
import { type ReadOptions, readSessions } from '../session-stream.ts'
import type { Rejection, SessionItems, SourceBar } from '../source.ts'
import { IngestSummary } from '../summary.ts'

/** Path of a committed extract of real or vendor data. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

/** Every day is a session: for vendor samples from before the calendar, and for random dates. */
export const EVERY_DAY = { isSession: (): boolean => true }

export interface Collected {
  readonly discovery: Discovery
  readonly sessions: readonly SessionItems[]
  readonly bars: readonly SourceBar[]
  readonly rejections: readonly Rejection[]
  readonly summary: IngestSummary
}

/** Everything that comes out of some files. */
export async function collect(paths: readonly string[], options: ReadOptions = {}): Promise<Collected> {
  const discovery = await discover(paths)
  const summary = new IngestSummary()
  const rejections: Rejection[] = []
  const sessions: SessionItems[] = []
  const onRejections = (some: readonly Rejection[]): void => {
    rejections.push(...some)
  }
  for await (const session of readSessions(discovery.files, { ...options, summary, onRejections })) {
    sessions.push(session)
  }
  const bars = sessions.flatMap((session) => session.bars.map(({ bar }) => bar))
  return { discovery, sessions, bars, rejections, summary }
}

/** A folder of its own for a test file, removed afterwards. Returns a function that writes files into it. */
export function scratchFolder(): {
  readonly path: string
  write(name: string, content: string | Buffer): string
} {
  const path = mkdtempSync(join(tmpdir(), 'pulse-ingest-test-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    write(name, content) {
      const file = join(path, name)
      writeFileSync(file, content)
      return file
    },
  }
}

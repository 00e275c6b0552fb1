import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BarDraft } from './bar-row.ts'
import { SessionStore } from './session-store.ts'

const SESSIONS = 250

/** Rows as a file sorted by code has them: a share's sessions one after the other. */
async function fill(store: SessionStore, rows: number, afterPiece: () => void): Promise<void> {
  const draft = new BarDraft()
  for (let row = 0; row < rows; row++) {
    draft.date = 20_000_000 + (row % SESSIONS)
    draft.symbol = Math.floor(row / SESSIONS)
    draft.volume = row
    draft.line = row + 2
    store.append(draft, 0)
    if (row % 10_000 === 0) {
      await store.relieve()
      afterPiece()
    }
  }
}

describe('SessionStore', () => {
  let tempDir = ''
  beforeEach(() => {
    tempDir = mkdtempSync(join(tmpdir(), 'pulse-store-test-'))
  })
  afterEach(() => rmSync(tempDir, { recursive: true, force: true }))

  it('hands out 1.5 million rows by session within 40 MB of buffers', async () => {
    const store = new SessionStore({ memoryRows: 100_000, tempDir })
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const watch = (): void => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    await fill(store, 1_500_000, watch)
    const dates = store.finish()
    expect(dates).toHaveLength(SESSIONS)
    for (const [session, date] of dates.entries()) {
      const rows = await store.session(date)
      watch()
      expect(rows.capacity).toBe(6_000)
      for (let row = 0; row < rows.capacity; row++) {
        const number = row * SESSIONS + session
        if (rows.date(row) !== date || rows.symbol(row) !== row || rows.volume(row) !== number) {
          expect.fail(`row ${row} of ${date} is not row ${number} of the input`)
        }
      }
    }
    await store.close()
    expect(most).toBeLessThan(40e6)
    expect(readdirSync(tempDir)).toEqual([])
  }, 60_000)

  it('keeps few rows in memory without any file', async () => {
    const store = new SessionStore({ memoryRows: 1_000_000, tempDir })
    await fill(store, 1_000, () => undefined)
    expect(store.finish()).toHaveLength(SESSIONS)
    expect((await store.session(20_000_249)).capacity).toBe(4)
    expect(readdirSync(tempDir)).toEqual([])
    await store.close()
  })
})

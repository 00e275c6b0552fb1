import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Catalog } from './catalog.ts'
import { refusedByDisk } from './refused-by-disk.ts'

describe('catalog', () => {
  let directory: string
  let catalog: Catalog
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pulse-catalog-'))
    catalog = new Catalog(directory, { readOnly: false, sync: false })
  })
  afterEach(async () => {
    await catalog.close()
    await rm(directory, { recursive: true })
  })

  it('keeps the state of each task as a Map would, whatever the names', async () => {
    const name = fc.oneof(fc.constantFrom('a/b/1', 'a/b/10', 'a/b', ''), fc.string({ unit: 'binary' }))
    const entry = fc.record({
      task: fc.constantFrom('a/b/1', 'a/b/10', 'a/b/2'),
      key: name,
      value: fc.option(fc.uint8Array({ maxLength: 20 })),
    })
    const model = new Map<string, Map<string, Buffer>>()
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 10 }), async (state) => {
        await catalog.apply({ state })
        for (const { task, key, value } of state) {
          const entries = model.get(task) ?? new Map<string, Buffer>()
          model.set(task, entries)
          if (value === null) entries.delete(wellFormed(key))
          else entries.set(wellFormed(key), Buffer.from(value))
        }
        for (const [task, entries] of model) expect(catalog.state(task)).toEqual(entries)
      }),
      { numRuns: 100 },
    )
  })

  it('finds the last index entry at or before an offset, of that partition only', async () => {
    const at = (partition: number, offset: number, position: number) => ({
      topic: 't',
      partition,
      entry: { offset, base: 0, position },
    })
    await catalog.apply({ index: [at(0, 5, 50), at(0, 9, 90), at(1, 7, 70)] })
    const found = (partition: number, offset: number) =>
      catalog.indexEntry({ topic: 't', partition }, offset)?.position
    expect([found(0, 4), found(0, 5), found(0, 8), found(0, 9), found(0, 1e9)]).toEqual([
      undefined,
      50,
      50,
      90,
      90,
    ])
    expect([found(1, 6), found(1, 8), found(2, 8)]).toEqual([undefined, 70, undefined])
  })

  it('refuses a look when it is closed, and the process lives on', async () => {
    await catalog.apply({ state: [{ task: 'a/b/0', key: 'k', value: Buffer.from('v') }] })
    const closed = new Catalog(directory, { readOnly: true, sync: false })
    const closing = closed.close()
    expect(() => closed.state('a/b/0')).toThrow(/closed/)
    await closing
    expect(() => closed.indexEntry({ topic: 't', partition: 0 }, 1)).toThrow(/closed/)
    expect(catalog.state('a/b/0').size).toBe(1)
  })

  it('says that its disk is full, where, and what to do', () => {
    const full = refusedByDisk(
      Object.assign(new Error('ENOSPC: no space left on device, write')),
      '/data/log',
    )
    expect(full).toMatchObject({ code: 'aborted' })
    expect(full.message).toMatch(/in \/data\/log is full .*free some space there/)
    expect(refusedByDisk(new Error('MDB_MAP_FULL: Environment mapsize limit reached'), '/d').message).toMatch(
      /full/,
    )
    expect(refusedByDisk(new Error('EIO: i/o error, write'), '/d').message).toMatch(/EIO.*Check its disk/)
  })
})

/** Strings come back as UTF-8 has them: lone surrogates become U+FFFD. */
const wellFormed = (key: string): string => Buffer.from(key).toString()

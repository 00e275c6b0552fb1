import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectRefused } from '../../../test/contract/event-log/driver.ts'
import { Catalog } from './catalog.ts'
import { openEmbeddedLog } from './embedded-log.ts'
import { Ownership } from './ownership.ts'
import { processIdentity } from './process-identity.ts'

describe('the right to write', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-owner-'))
  })
  afterEach(() => rm(home, { recursive: true }))

  it('belongs to one log at a time, and says to which process', async () => {
    const log = await openEmbeddedLog({ home })
    await expect(openEmbeddedLog({ home })).rejects.toThrow(`Process ${process.pid} writes`)
    await expectRefused(openEmbeddedLog({ home }), 'locked')
    await log.ensureTopics([{ name: 't', partitions: 1, cleanup: 'delete' }])
    await log.close()
    const next = await openEmbeddedLog({ home })
    expect(await next.partitions('t')).toBe(1)
    await next.close()
  })

  it('is taken from a process that is gone, and from one whose pid has a new process', async () => {
    const catalog = new Catalog(home, { readOnly: false, sync: false })
    const noProcess = 4_194_305
    expect(processIdentity(noProcess)).toBeUndefined()
    for (const dead of [
      { pid: noProcess, identity: 'boot/1' },
      { pid: process.ppid, identity: 'an earlier boot/1' },
    ]) {
      catalog.claim(dead, () => false)
      new Ownership(catalog, home).release()
      expect(catalog.owner()).toBeUndefined()
    }
    await catalog.close()
  })

  it('is not taken from a process that runs', async () => {
    const catalog = new Catalog(home, { readOnly: false, sync: false })
    const parent = { pid: process.ppid, identity: processIdentity(process.ppid)! }
    catalog.claim(parent, () => false)
    expect(() => new Ownership(catalog, home)).toThrow(`Process ${process.ppid} writes`)
    await catalog.close()
  })

  it('ends when the record names another process', async () => {
    const catalog = new Catalog(home, { readOnly: false, sync: false })
    const ownership = new Ownership(catalog, home)
    ownership.check()
    catalog.claim({ pid: process.ppid, identity: 'other' }, () => false)
    expect(() => ownership.check()).toThrow('taken over')
    ownership.release()
    expect(catalog.owner()?.identity).toBe('other')
    await catalog.close()
  })
})

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWarehouse } from '../../../runtime/clickhouse/connect.ts'
import { stopEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { loadAccess, saveAccess } from '../../../runtime/clickhouse/engine/access.ts'
import { engineFiles, readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { readPrivately, writePrivately } from '../../../runtime/clickhouse/engine/private-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pulse-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

describe('what the engine leaves on disk', () => {
  it('is for its owner alone, whatever the umask', async () => {
    const home = join(folder, 'home')
    const before = process.umask(0)
    try {
      const warehouse = await openWarehouse({ home, engineIdleSeconds: 5 })
      try {
        const { data, spool, endpoint, access, log } = engineFiles(home)
        expect([home, data, spool].map(modeOf)).toEqual(['700', '700', '700'])
        expect([endpoint, access, log].map(modeOf)).toEqual(['600', '600', '600'])
        for (const name of readdirSync(spool)) expect(modeOf(join(spool, name))).toBe('600')
      } finally {
        await warehouse.close()
        await stopEngine(home)
      }
    } finally {
      process.umask(before)
    }
  }, 60_000)

  it.skipIf(process.platform !== 'linux')(
    'names no secret to those who list processes',
    async () => {
      const home = join(folder, 'home')
      process.env.KAFKA_SASL_PASSWORD = 'of-the-broker'
      try {
        const warehouse = await openWarehouse({ home, engineIdleSeconds: 5 })
        try {
          const { pid, password, reader } = readEndpoint(home)!
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
          for (const secret of [password, reader.password, 'of-the-broker']) {
            expect(command).not.toContain(secret)
            expect(environment).not.toContain(secret)
          }
          expect(readFileSync(engineFiles(home).log, 'utf8')).not.toContain(password)
        } finally {
          await warehouse.close()
          await stopEngine(home)
        }
      } finally {
        delete process.env.KAFKA_SASL_PASSWORD
      }
    },
    60_000,
  )

  it('is not written through a link that somebody laid', () => {
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'as it was')
    const file = join(folder, 'engine.json')
    symlinkSync(victim, file)
    writePrivately(file, { a: 1 })
    expect(readFileSync(victim, 'utf8')).toBe('as it was')
    expect(lstatSync(file).isSymbolicLink()).toBe(false)
    expect(modeOf(file)).toBe('600')
    expect(readdirSync(folder).sort()).toEqual(['engine.json', 'victim'])
  })

  it('leaves no draft when it cannot be written', () => {
    mkdirSync(join(folder, 'engine.json'))
    writeFileSync(join(folder, 'engine.json', 'x'), '')
    expect(() => writePrivately(join(folder, 'engine.json'), {})).toThrow()
    expect(readdirSync(folder)).toEqual(['engine.json'])
  })
})

describe('secrets that are kept', () => {
  const file = (): string => join(folder, 'engine-access.json')

  it('stay the same', () => {
    const access = loadAccess(file())
    saveAccess(file(), access)
    expect(loadAccess(file())).toEqual(access)
  })

  it.each([0o640, 0o604, 0o660, 0o666])('are made anew when others could have read them (%i)', (mode) => {
    const access = loadAccess(file())
    saveAccess(file(), access)
    chmodSync(file(), mode)
    const anew = loadAccess(file())
    expect(anew.owner.password).not.toBe(access.owner.password)
    expect(anew.reader.password).not.toBe(access.reader.password)
  })

  it('are not taken from where a link leads', () => {
    const planted = join(folder, 'planted.json')
    saveAccess(planted, loadAccess(planted))
    const known = loadAccess(planted).owner.password
    symlinkSync(planted, file())
    expect(readlinkSync(file())).toBe(planted)
    expect(loadAccess(file()).owner.password).not.toBe(known)
    expect(() => readPrivately(file())).toThrow()
  })

  it.skipIf(process.getuid?.() !== 0)('are not taken from a file that somebody else made', () => {
    saveAccess(file(), loadAccess(file()))
    const known = loadAccess(file()).owner.password
    expect(spawnSync('chown', ['65534', file()]).status).toBe(0)
    expect(loadAccess(file()).owner.password).not.toBe(known)
  })

  it('are long and never the same', () => {
    const made = Array.from({ length: 50 }, () => loadAccess(join(folder, 'absent.json')))
    const passwords = made.flatMap(({ owner, reader }) => [owner.password, reader.password])
    expect(new Set(passwords).size).toBe(100)
    for (const password of passwords) expect(Buffer.from(password, 'base64url').length).toBe(24)
    expect(existsSync(join(folder, 'absent.json'))).toBe(false)
  })
})

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findJava, majorVersion } from './java.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pulse-java-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('majorVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['openjdk version "25-ea" 2025-09-16', 25],
    ['something else', 0],
  ])('reads %s', (text, major) => {
    expect(majorVersion(text)).toBe(major)
  })
})

describe('findJava', () => {
  it('says what to install when there is no Java', async () => {
    const env = { PATH: folder }
    await expect(findJava(env)).rejects.toMatchObject({
      code: 'javaMissing',
      message: expect.stringContaining('Install a Java 17'),
    })
  })

  it('refuses a Java that is too old and names it', async () => {
    const home = join(folder, 'java-11')
    const java = join(home, 'bin', 'java')
    await mkdir(join(home, 'bin'), { recursive: true })
    await writeFile(java, '#!/bin/sh\necho \'openjdk version "11.0.22" 2024-01-16\' >&2\n')
    await chmod(java, 0o755)
    await expect(findJava({ JAVA_HOME: home })).rejects.toMatchObject({
      code: 'javaTooOld',
      message: expect.stringContaining(`${java} is Java 11`),
    })
  })
})

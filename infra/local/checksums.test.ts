import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { verifyFolder } from './checksums.ts'

/** `printf jar | sha256sum` and `printf war | sha256sum`. */
const JAR = '0163f1eea7894350060624d315234d40c508ab251ba121714e234503045faadd'
const WAR = 'a2d8daa4281b886508f0abfe6e8f736e34f4dcaae4374e390ebf699f83d2b44f'

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pulse-checksums-'))
  folder = join(root, 'files')
  await mkdir(folder)
  await writeFile(join(folder, 'a.jar'), 'jar')
  await writeFile(join(folder, 'b.war'), 'war')
})
afterEach(() => rm(root, { recursive: true }))

it('accepts exactly the listed files', async () => {
  await verifyFolder(folder, await list(`${JAR}  a.jar`, `${WAR}  b.war`))
})

it.each([
  ['an altered file', [`${WAR}  a.jar`, `${WAR}  b.war`], 'a.jar'],
  ['a missing file', [`${JAR}  a.jar`, `${WAR}  b.war`, `${WAR}  c.war`], 'c.war'],
  ['a file nobody listed', [`${JAR}  a.jar`], 'b.war'],
])('refuses %s and names it', async (_, lines, name) => {
  await expect(verifyFolder(folder, await list(...lines))).rejects.toMatchObject({
    code: 'checksumMismatch',
    message: expect.stringContaining(`${name} in ${folder}`),
  })
})

async function list(...lines: string[]): Promise<URL> {
  const path = join(root, 'list.sha256')
  await writeFile(path, `${lines.join('\n')}\n`)
  return pathToFileURL(path)
}

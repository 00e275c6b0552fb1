import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { InfraError } from './infra-error.ts'

/**
 * Checks that a folder holds exactly the files of a committed list, unchanged. Throws
 * `checksumMismatch` with the first file that is altered, missing or unexpected.
 */
export async function verifyFolder(folder: string, list: URL): Promise<void> {
  const expected = parseChecksums(await readFile(list, 'utf8'))
  const actual = await checksumsOf(folder)
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    if (expected.get(name) === actual.get(name)) continue
    throw new InfraError(
      'checksumMismatch',
      `${name} in ${folder}: expected SHA-256 ${expected.get(name) ?? '(no such file)'}, ` +
        `got ${actual.get(name) ?? '(missing)'}. A damaged copy is usually in Maven's own repository ` +
        '(~/.m2/repository): delete the file there and run again. Do not use it if the difference stays.',
    )
  }
}

/** SHA-256 of every file directly in a folder, by name in alphabetical order. */
export async function checksumsOf(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort()
  const digests = await Promise.all(names.map((name) => sha256(join(folder, name))))
  return new Map(names.map((name, i) => [name, digests[i]!]))
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function parseChecksums(text: string): Map<string, string> {
  const lines = text.split('\n').filter(Boolean)
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]))
}

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'

/** Rights of anybody but the owner of a file. */
const OTHERS = 0o077

/** Replaces a file atomically by JSON that only its owner may read; never writes through a link. */
export function writePrivately(file: string, value: object): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** @throws Error for a link, and for a file that somebody else made or could have read */
export function readPrivately(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { mode, uid } = fstatSync(descriptor)
    if (uid !== process.getuid?.() || (mode & OTHERS) !== 0)
      throw new Error(`${file} does not belong to its reader alone`)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

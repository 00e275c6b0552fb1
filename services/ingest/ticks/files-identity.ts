import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { RecognisedFile } from '../source.ts'

/** The same files have the same identity, whatever folder they lie in and in whatever order they are named. */
export function filesIdentity(files: readonly RecognisedFile[]): string {
  const names = files.map(({ path, bytes, format }) => `${basename(path)} ${bytes} ${format}`).sort()
  return `files-${createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16)}`
}

import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { LogError } from '../../errors.ts'

/** A file system, or a quota, that has no room left. */
const FULL = /ENOSPC|EDQUOT|no space left|MDB_MAP_FULL|quota exceeded/i
/** With less room than this a disk is full, whatever it says: LMDB speaks of an input/output error then. */
const ROOM_BYTES = 2 ** 20

/** What an operator reads of a commit that the disk refused; nothing of it counts. */
export function refusedByDisk(cause: unknown, directory: string): LogError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message =
    FULL.test(reason) || roomIn(directory) < ROOM_BYTES
      ? `The disk of the event log in ${directory} is full (${reason}). Nothing of this commit was written, and nothing ` +
        'before it is lost: free some space there, then give the same command again; it goes on where it was.'
      : `Nothing of the commit was written to the event log in ${directory}: ${reason}. Check its disk.`
  return new LogError('aborted', message, { cause })
}

function roomIn(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(join(directory, 'catalog'))
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

import { LogError } from '../../errors.ts'

/** A file system, or a quota, that has no room left; LMDB says it in words only. */
const FULL = /ENOSPC|EDQUOT|no space left|MDB_MAP_FULL|quota exceeded/i

/** What an operator reads of a commit that the disk refused; nothing of it counts. */
export function refusedByDisk(cause: unknown, directory: string): LogError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = FULL.test(reason)
    ? `The disk of the event log in ${directory} is full (${reason}). Nothing of this commit was written, and nothing ` +
      'before it is lost: free some space there, then give the same command again; it goes on where it was.'
    : `Nothing of the commit was written to the event log in ${directory}: ${reason}. Check its disk.`
  return new LogError('aborted', message, { cause })
}

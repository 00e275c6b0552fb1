import { access, constants, mkdir, readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, type Finding, ok, problem } from '../finding.ts'

/** A day of the full market with its ticks fits in, and a merge of ClickHouse. */
const FREE_BYTES = 2e9

/** The data folder: there, writable, ours, and with room. */
export const folderCheck: Check = async ({ home }) => {
  try {
    await mkdir(home, { recursive: true })
    await access(home, constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return problem(
      `data folder ${home} cannot be written (${code})`,
      `Name another one with PULSE_HOME, or make it ours: chown -R ${process.getuid?.() ?? 'USER'} ${home}`,
    )
  }
  return [...(await ownerFindings(home)), ...(await roomFindings(home))]
}

/** Files that another user has left there, which this one may read and not write. */
async function ownerFindings(home: string): Promise<readonly Finding[]> {
  const uid = process.getuid?.()
  if (uid === undefined) return ok(`data folder ${home} can be written`)
  for (const name of ['.', ...(await readdir(home))]) {
    const { uid: owner } = await stat(join(home, name))
    if (owner !== uid)
      return problem(
        `${join(home, name)} belongs to user ${owner}, and we are user ${uid}`,
        `Run pulse as that user, or once: chown -R ${uid} ${home}`,
      )
  }
  return ok(`data folder ${home} can be written`)
}

async function roomFindings(home: string): Promise<readonly Finding[]> {
  const { bavail, bsize, ffree, files } = await statfs(home)
  const free = bavail * bsize
  const text = `${(free / 1e9).toFixed(1)} GB free for ${home}`
  if (free <= FREE_BYTES)
    return problem(
      text,
      'A year of the full market takes about 1 GB, a day of its ticks more: free some space or move PULSE_HOME.',
    )
  if (files > 0 && ffree < 10_000)
    return problem(`${ffree} files left on the disk of ${home}`, 'Free some inodes, or move PULSE_HOME.')
  return ok(text)
}

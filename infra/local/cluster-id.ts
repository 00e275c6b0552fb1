import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Identity that all brokers of these folders share: the one that a broker has kept, else a new one. */
export async function clusterIdOf(homes: readonly string[]): Promise<string> {
  for (const home of homes) {
    const meta = await readFile(join(home, 'kafka', 'meta.properties'), 'utf8').catch(() => '')
    const [, kept] = /^cluster\.id=(.+)$/m.exec(meta) ?? []
    if (kept !== undefined) return kept
  }
  return randomBytes(16).toString('base64url').replace(/^-/, 'A')
}

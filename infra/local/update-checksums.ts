/** Rewrites the committed checksum lists from a fresh download: run it after a version in a pom changed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kafkaBundle, registryBundle } from './bundles.ts'
import { checksumsOf } from './checksums.ts'
import { downloadBundle } from './install-bundle.ts'

for (const bundle of [kafkaBundle, registryBundle]) {
  const folder = await mkdtemp(join(tmpdir(), 'pulse-checksums-'))
  try {
    await downloadBundle(bundle, folder, process.env)
    const lines = [...(await checksumsOf(folder))].map(([name, digest]) => `${digest}  ${name}\n`)
    await writeFile(bundle.checksums, lines.join(''))
    console.log(`${bundle.name} ${bundle.version}: ${lines.length} files`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../runtime/errors.ts'

export const MANIFEST_FILE = 'manifest.json'
const FORMAT = 'ashare-pulse backup'
/** Rises when an older program could not read what a newer one writes. */
const VERSION = 1

const SCHEMA = z.object({
  format: z.literal(FORMAT),
  version: z.number().int().max(VERSION),
  /** Of the program that wrote it. */
  program: z.string(),
  /** ISO time at which it was complete. */
  createdAt: z.string(),
  /** Where the log lay. `kafka`: what the sources wrote, and their state; processors begin anew from it. */
  source: z.enum(['embedded', 'kafka']),
  /** Records of the log. */
  records: z.number().int(),
  /** What ClickHouse was told to write: a folder of this backup, or a place of the server. */
  warehouse: z.object({ kind: z.enum(['embedded', 'server']), place: z.string() }).nullable(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
})

/** What a backup is and of which files it consists. A folder without one is no backup. */
export type Manifest = z.infer<typeof SCHEMA>

export async function writeManifest(
  folder: string,
  manifest: Omit<Manifest, 'format' | 'version'>,
): Promise<void> {
  const file = await open(join(folder, MANIFEST_FILE), 'w')
  try {
    await file.writeFile(`${JSON.stringify({ format: FORMAT, version: VERSION, ...manifest }, null, 1)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** @throws ConfigError where there is no backup, or one of a newer program */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8')
  } catch (cause) {
    throw new ConfigError(
      'invalid',
      `${folder} is no backup: it has no ${MANIFEST_FILE}. Name the folder that "pulse backup" wrote; one that was not finished ends with .partial.`,
      { cause },
    )
  }
  const parsed = SCHEMA.safeParse(json(text))
  if (!parsed.success)
    throw new ConfigError(
      'invalid',
      `${join(folder, MANIFEST_FILE)} is damaged or of a newer program: ${parsed.error.issues[0]!.message}.`,
    )
  const outside = parsed.data.files.find(({ path }) => !isBeneath(path))
  if (outside !== undefined)
    throw new ConfigError('invalid', `${join(folder, MANIFEST_FILE)} names a file outside: ${outside.path}.`)
  return parsed.data
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A manifest may come from anywhere: its paths stay beneath the folder. */
const isBeneath = (path: string): boolean =>
  !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

export const differs = (folder: string, path: string): ConfigError =>
  new ConfigError(
    'invalid',
    `${join(folder, path)} is not what was backed up: its SHA-256 differs from the manifest. Use another copy of the backup.`,
  )

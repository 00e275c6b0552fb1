import { type ExecFileException, execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bundle } from './bundles.ts'
import { verifyFolder } from './checksums.ts'
import { InfraError } from './infra-error.ts'

export type InstallOptions = {
  readonly cache: string
  readonly log: (line: string) => void
  readonly env: NodeJS.ProcessEnv
}

/**
 * Folder of an installed bundle. The first call downloads it by Maven, verifies every file and moves
 * it into the cache in one step, so a folder that exists is complete; later calls need no network.
 * Throws `mavenMissing`, `downloadFailed` or `checksumMismatch`.
 */
export async function installBundle(bundle: Bundle, options: InstallOptions): Promise<string> {
  const installed = join(options.cache, `${bundle.name}-${bundle.version}`)
  if (existsSync(installed)) return installed
  options.log(`Downloading ${bundle.name} ${bundle.version} into ${options.cache} (only once)`)
  await mkdir(options.cache, { recursive: true })
  const staging = await mkdtemp(join(options.cache, '.staging-'))
  try {
    const downloaded = join(staging, 'downloaded')
    await downloadBundle(bundle, downloaded, options.env)
    await verifyFolder(downloaded, bundle.checksums)
    const complete = bundle.archive ? await unpack(downloaded, join(staging, 'unpacked')) : downloaded
    await moveInto(installed, complete)
    return installed
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** Lets Maven copy the bundle's files, unverified, into `folder`. */
export async function downloadBundle(bundle: Bundle, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const pom = fileURLToPath(bundle.pom)
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
  await run('mvn', ['--batch-mode', '--quiet', '-Dstyle.color=never', '--file', pom, ...goal], env).catch(
    (cause: RunFailure) => {
      if (cause.missing) {
        throw new InfraError(
          'mavenMissing',
          `Maven is needed once to download ${bundle.name} ${bundle.version}, but mvn was not found. ` +
            'Install Maven 3.8 or newer, or set KAFKA_BROKERS and SCHEMA_REGISTRY_URL to servers you run.',
          { cause },
        )
      }
      throw new InfraError(
        'downloadFailed',
        `Maven could not download ${bundle.name} ${bundle.version}. Check the network and the proxy ` +
          `settings of Maven (~/.m2/settings.xml), then run again.\n${cause.output}`,
        { cause },
      )
    },
  )
}

async function unpack(downloaded: string, folder: string): Promise<string> {
  const [archive] = await readdir(downloaded)
  await mkdir(folder)
  await run('tar', ['-xzf', join(downloaded, archive!), '-C', folder], process.env)
  return folder
}

async function moveInto(installed: string, complete: string): Promise<void> {
  await rename(complete, installed).catch((cause: unknown) => {
    const installedByAnotherProcess = existsSync(installed)
    if (!installedByAnotherProcess) throw cause
  })
}

class RunFailure extends Error {
  readonly missing: boolean
  readonly output: string

  constructor(command: string, cause: ExecFileException, output: string) {
    super(`${command} failed`, { cause })
    this.missing = cause.code === 'ENOENT'
    this.output = output.trim().split('\n').slice(-15).join('\n')
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, maxBuffer: 64 << 20 }, (cause, stdout, stderr) => {
      if (cause) reject(new RunFailure(command, cause, stdout + stderr))
      else resolve()
    })
  })
}

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Runs a script in a process of its own and returns the JSON that it prints. */
export async function reportOf<Report>(script: URL, ...args: readonly string[]): Promise<Report> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    fileURLToPath(script),
    ...args,
  ])
  return JSON.parse(stdout) as Report
}

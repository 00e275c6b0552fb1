import type { TestProject } from 'vitest/node'
import { dockerHost, type Servers, startServers } from './servers.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: Servers | null
  }
}

/**
 * Starts the servers once for all files. Without a Docker engine one line says that their tests are skipped;
 * with `PULSE_REQUIRE_CONTAINERS=1` that is an error.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const host = await dockerHost()
  if (host === undefined) {
    if (process.env.PULSE_REQUIRE_CONTAINERS === '1')
      throw new Error(
        'PULSE_REQUIRE_CONTAINERS=1, but no Docker engine answers: start it, or set DOCKER_HOST.',
      )
    process.stdout.write(
      'Container tests skipped: no Docker engine answers (start it, or set DOCKER_HOST).\n',
    )
    project.provide('servers', null)
    return undefined
  }
  const { servers, stop } = await startServers(host)
  project.provide('servers', servers)
  return stop
}

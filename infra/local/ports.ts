import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { InfraError } from './infra-error.ts'

/** Address every local server listens on: nothing is reachable from other machines. */
export const LOOPBACK = '127.0.0.1'

/**
 * The wanted port, or a free one for each `undefined`. All are held at once while choosing, so they
 * differ. Throws `portTaken`.
 */
export async function choosePorts(wanted: readonly (number | undefined)[]): Promise<number[]> {
  const servers = await Promise.all(wanted.map(listenOn))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

async function listenOn(port: number | undefined) {
  const server = createServer().listen({ port: port ?? 0, host: LOOPBACK, exclusive: true })
  await once(server, 'listening').catch((cause: unknown) => {
    throw new InfraError(
      'portTaken',
      `Port ${port} on ${LOOPBACK} is not available. Stop the program that uses it, ` +
        'or leave the port out to get a free one.',
      { cause },
    )
  })
  return server
}

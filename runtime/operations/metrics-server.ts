import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import type { Registry } from 'prom-client'
import type { ListenConfig } from '../config/pulse-config.ts'
import { ConfigError } from '../errors.ts'
import type { Health } from './health.ts'

export interface MetricsServer {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Requests are a line and a few headers; nobody needs longer for them. */
const REQUEST_MS = 5_000

/**
 * Serves /metrics, /healthz (the process answers) and /readyz (it does its work; otherwise status 503 and why not).
 * There is nothing but names and numbers in it, no record and no secret.
 * @throws ConfigError where the port is taken
 */
export async function serveMetrics(
  { host, port }: ListenConfig,
  registry: Registry,
  health: Health,
): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    const answer = request.method === 'GET' ? ANSWERS[(request.url ?? '').split('?')[0]!] : undefined
    if (answer === undefined) send(response, 404, 'text/plain', 'There are /metrics, /healthz and /readyz.\n')
    else
      answer(response, registry, health).catch(() => {
        response.destroy()
      })
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new ConfigError(
      'invalid',
      `Metrics cannot be served on ${host}:${port}: ${(cause as Error).message}. PULSE_METRICS_PORT names another port, 0 any free one.`,
      { cause },
    )
  }
  const { address, port: bound } = server.address() as AddressInfo
  const name = isIP(address) === 6 ? `[${address}]` : address
  return { url: `http://${name}:${bound}`, close: () => closed(server) }
}

type Answer = (response: ServerResponse, registry: Registry, health: Health) => Promise<void>

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/metrics': async (response, registry) =>
    send(response, 200, registry.contentType, await registry.metrics()),
  '/healthz': async (response) => send(response, 200, 'text/plain', 'ok\n'),
  '/readyz': async (response, _, { isReady, reasons }) =>
    send(
      response,
      isReady ? 200 : 503,
      'application/json',
      `${JSON.stringify({ ready: isReady, reasons })}\n`,
    ),
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response
    .writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body)
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

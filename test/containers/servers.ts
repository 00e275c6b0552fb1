import { readFileSync } from 'node:fs'
import {
  GenericContainer,
  getContainerRuntimeClient,
  Network,
  RandomPortGenerator,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from 'testcontainers'
import { parse } from 'yaml'

/**
 * Kafka, a schema registry and ClickHouse in containers of their own, for `npm run test:containers`.
 *
 * Needs a Docker engine and its way to the images; without one, infra/images/build.sh makes images to name in
 * PULSE_KAFKA_IMAGE, PULSE_REGISTRY_IMAGE and PULSE_CLICKHOUSE_IMAGE (and TESTCONTAINERS_RYUK_DISABLED=true).
 */
export interface Servers {
  readonly brokers: string
  readonly registryUrl: string
  /** With credentials, without a database. */
  readonly clickhouseUrl: string
  /** Identities of the containers, for tests that take one away. */
  readonly containers: Readonly<Record<ServiceName, string>>
}

export interface StartedServers {
  readonly servers: Servers
  stop(): Promise<void>
}

interface Service {
  readonly image: string
  readonly environment: Readonly<Record<string, string | number>>
  readonly healthcheck: { readonly test: readonly ['CMD', ...string[]] }
}

export type ServiceName = 'kafka' | 'registry' | 'clickhouse'

const STARTUP_MS = 180_000
const HEALTH_CHECK = { interval: 2_000, timeout: 10_000, retries: 60, startPeriod: 1_000 }
/** Image names of another registry or version. */
const IMAGE_VARIABLES: Readonly<Record<ServiceName, string>> = {
  kafka: 'PULSE_KAFKA_IMAGE',
  registry: 'PULSE_REGISTRY_IMAGE',
  clickhouse: 'PULSE_CLICKHOUSE_IMAGE',
}

/** The services of infra/compose.yaml: images, settings and health checks are the same here. */
const compose = parse(readFileSync(new URL('../../infra/compose.yaml', import.meta.url), 'utf8')) as {
  readonly services: Readonly<Record<ServiceName, Service>>
}

/** Where containers are reached from this machine; undefined when no Docker engine answers. */
export async function dockerHost(): Promise<string | undefined> {
  try {
    return (await getContainerRuntimeClient()).info.containerRuntime.host
  } catch {
    return undefined
  }
}

/** Starts the three and waits until they are healthy. */
export async function startServers(host: string): Promise<StartedServers> {
  const network = await new Network().start()
  const started: StartedTestContainer[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((container) => container.stop()))
    await network.stop()
  }
  const start = async (container: GenericContainer): Promise<StartedTestContainer> => {
    const running = await container.start()
    started.push(running)
    return running
  }
  try {
    // Chosen here: a broker tells its clients its own address, and whoever is killed comes back on the same port.
    const ports = new RandomPortGenerator()
    const [kafkaPort, registryPort, clickhousePort] = [
      await ports.generatePort(),
      await ports.generatePort(),
      await ports.generatePort(),
    ]
    const clickhouse = start(
      container('clickhouse', network).withExposedPorts({ container: 8123, host: clickhousePort }),
    )
    const kafka = await start(
      container('kafka', network, {
        KAFKA_ADVERTISED_LISTENERS: `INSIDE://kafka:29092,OUTSIDE://${host}:${kafkaPort}`,
      }).withExposedPorts({ container: 9092, host: kafkaPort }),
    )
    const registry = await start(
      container('registry', network).withExposedPorts({ container: 8080, host: registryPort }),
    )
    return {
      servers: {
        brokers: `${host}:${kafkaPort}`,
        registryUrl: `http://${host}:${registryPort}/apis/ccompat/v7`,
        clickhouseUrl: `http://pulse:pulse@${host}:${clickhousePort}`,
        containers: {
          kafka: kafka.getId(),
          registry: registry.getId(),
          clickhouse: (await clickhouse).getId(),
        },
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function container(
  name: ServiceName,
  network: StartedNetwork,
  settings: Readonly<Record<string, string>> = {},
): GenericContainer {
  const { image, environment, healthcheck } = compose.services[name]
  const own = Object.entries(environment).map(([key, value]) => [key, String(value)] as const)
  return new GenericContainer(process.env[IMAGE_VARIABLES[name]] ?? image)
    .withNetwork(network)
    .withNetworkAliases(name)
    .withEnvironment({ ...Object.fromEntries(own), ...settings })
    .withHealthCheck({ ...HEALTH_CHECK, test: [...healthcheck.test] })
    .withWaitStrategy(Wait.forHealthCheck())
    .withStartupTimeout(STARTUP_MS)
}

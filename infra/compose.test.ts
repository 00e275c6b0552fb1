import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { composeEnvironment } from './compose.ts'

type Service = {
  readonly image: string
  readonly environment: Readonly<Record<string, string | number>>
  readonly ports?: readonly string[]
  readonly profiles?: readonly string[]
  readonly healthcheck?: unknown
  readonly mem_limit?: string
  readonly volumes?: readonly string[]
}

const file = new URL('./compose.yaml', import.meta.url)
const { services, volumes } = parse(await readFile(file, 'utf8'), { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const ours = Object.entries(services).filter(([, { profiles }]) => profiles?.includes('services'))
const servers = Object.entries(services).filter(([, { profiles }]) => profiles === undefined)

describe('compose.yaml', () => {
  it('has the servers, and our services behind a profile', () => {
    expect(servers.map(([name]) => name)).toEqual(['kafka', 'registry', 'clickhouse'])
    expect(ours.map(([name]) => name)).toEqual(['ingest', 'sentiment', 'signals', 'warehouse'])
  })

  it.each(servers)(
    '%s has a pinned image, a health check and is published to this machine only',
    (_, server) => {
      expect(server.image).toMatch(/:\d+\.\d+\.\d+/)
      expect(server.healthcheck).toBeDefined()
      expect(server.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
    },
  )

  it.each(Object.entries(services))('%s has a memory limit and only declared volumes', (_, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    const named = (service.volumes ?? []).map((volume) => volume.split(':')[0]!).filter(isName)
    expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named))
  })

  it('gives our services the same variables that it prints for programs outside', () => {
    for (const [, { environment }] of ours) {
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(Object.keys(composeEnvironment)))
    }
  })

  it('publishes every server where composeEnvironment says', () => {
    const published = servers.flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':')[1]))
    const told = Object.values(composeEnvironment).map((address) => /localhost:(\d+)/.exec(address)?.[1])
    expect(told.sort()).toEqual(published.sort())
  })

  it('has the password of ClickHouse that it tells', () => {
    const { CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DB } = services.clickhouse!.environment
    const url = new URL(composeEnvironment.CLICKHOUSE_URL)
    expect([url.username, url.password, url.pathname]).toEqual([
      CLICKHOUSE_USER,
      CLICKHOUSE_PASSWORD,
      `/${CLICKHOUSE_DB}`,
    ])
  })
})

const plugin = spawnSync('docker', ['compose', 'version']).status === 0
if (!plugin) console.log('docker compose is not installed: compose.yaml is parsed, but not checked by it.')

it.skipIf(!plugin)('docker compose accepts the file', () => {
  const check = spawnSync('docker', ['compose', '--file', fileURLToPath(file), 'config', '--quiet'])
  expect(check.stderr.toString()).toBe('')
  expect(check.status).toBe(0)
})

function isName(source: string): boolean {
  return /^[a-z]/.test(source)
}

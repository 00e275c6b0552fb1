import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { ALL_ROLES } from '../../cli/pipeline.ts'
import { SETTINGS } from '../../runtime/config/settings.ts'

const CHART = fileURLToPath(new URL('./ashare-pulse', import.meta.url))
const HELM = process.env.HELM ?? 'helm'
/** Jobs of both kinds, TLS and what is off by default. */
const VALUES = {
  secrets: { values: { CLICKHOUSE_PASSWORD: 'p:"x', PULSE_MONITOR_TOKEN: '0123456789abcdef' } },
  kafkaTls: { secret: 'kafka', client: true },
  serviceMonitor: { enabled: true },
  ingest: {
    jobs: [
      {
        name: 'history',
        args: ['run', 'ingest', '--source', '/data'],
        volume: { hostPath: { path: '/bars' } },
      },
      {
        name: 'live',
        schedule: '0 9 * * 1-5',
        args: ['ticks', '/data', '--speed', '1'],
        volume: { persistentVolumeClaim: { claimName: 'ticks' } },
      },
    ],
  },
}

interface Container {
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly securityContext: unknown
  readonly resources: { readonly limits: unknown; readonly requests: unknown }
  readonly livenessProbe?: unknown
  readonly readinessProbe?: unknown
  readonly volumeMounts: readonly {
    readonly name: string
    readonly mountPath: string
    readonly readOnly?: boolean
  }[]
}
interface PodSpec {
  readonly automountServiceAccountToken: boolean
  readonly terminationGracePeriodSeconds: number
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number }
  readonly containers: readonly [Container]
  readonly volumes: readonly { readonly name: string }[]
}
interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Readonly<Record<string, string>>
  readonly stringData?: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: what a resource has depends on its kind
  readonly spec?: any
}

const values = parse(await readFile(`${CHART}/values.yaml`, 'utf8')) as {
  readonly config: Readonly<Record<string, string>>
  readonly secrets: { readonly names: readonly string[] }
  readonly services: Readonly<Record<string, unknown>>
}

describe('values of the chart', () => {
  it('name settings that exist, and secrets that are secrets', () => {
    expect(Object.keys(SETTINGS)).toEqual(expect.arrayContaining(Object.keys(values.config)))
    for (const name of values.secrets.names)
      expect(SETTINGS[name as keyof typeof SETTINGS]).toMatchObject({ secret: true })
  })

  it('have every service that runs all the time', () => {
    const wanted = [...ALL_ROLES.filter((role) => role !== 'ingest'), 'monitor']
    expect(Object.keys(values.services).sort()).toEqual(wanted.sort())
  })

  it('are of the version that they deploy', async () => {
    const chart = parse(await readFile(`${CHART}/Chart.yaml`, 'utf8')) as { readonly appVersion: string }
    const program = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      readonly version: string
    }
    expect(chart.appVersion).toBe(program.version)
  })
})

const isInstalled = spawnSync(HELM, ['version']).status === 0
if (!isInstalled) console.log('helm is not installed (or named by HELM): the templates are not rendered.')

describe.skipIf(!isInstalled)('the chart, rendered', () => {
  let resources: readonly Resource[]
  let pods: readonly { readonly name: string; readonly spec: PodSpec }[]
  const helm = (...args: readonly string[]) =>
    spawnSync(HELM, [...args, CHART, '--values', '-'], { input: JSON.stringify(VALUES), encoding: 'utf8' })

  beforeAll(() => {
    const rendered = helm('template', 'pulse', '--kube-version', '1.30.0')
    expect(rendered.stderr).toBe('')
    resources = parseAllDocuments(rendered.stdout)
      .map((document) => document.toJS() as Resource | null)
      .filter((resource) => resource !== null)
    pods = resources.flatMap(({ kind, metadata: { name }, spec }) => {
      if (kind === 'Deployment' || kind === 'Job') return [{ name, spec: spec.template.spec as PodSpec }]
      return kind === 'CronJob' ? [{ name, spec: spec.jobTemplate.spec.template.spec as PodSpec }] : []
    })
  })

  it('passes the linter', () => {
    const { status, stdout } = helm('lint', '--strict')
    expect([status, stdout]).toEqual([0, expect.stringContaining('0 chart(s) failed')])
  })

  it('has a Deployment per service, a Job and a CronJob', () => {
    expect(pods.map(({ name }) => name).sort()).toEqual(
      ['history', 'live', 'monitor', 'sentiment', 'signals', 'warehouse'].map((name) => `pulse-${name}`),
    )
  })

  it('runs every pod without root, rights, a token or a file system to write to', () => {
    for (const { spec } of pods) {
      const [container] = spec.containers
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      })
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(container.resources).toMatchObject({ limits: { memory: expect.any(String) }, requests: {} })
      const volumes = spec.volumes.map(({ name }) => name)
      for (const { name } of container.volumeMounts) expect(volumes).toContain(name)
      const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true)
      expect(writable.map(({ mountPath }) => mountPath)).toEqual(['/var/lib/pulse', '/tmp'])
    }
  })

  it('hands secrets over as files, and puts them nowhere else', () => {
    const secret = resources.find(({ kind }) => kind === 'Secret')
    expect(secret?.stringData).toEqual(VALUES.secrets.values)
    for (const { spec } of pods)
      expect(spec.containers[0].env).toContainEqual({
        name: 'CLICKHOUSE_PASSWORD_FILE',
        value: '/etc/pulse/secrets/CLICKHOUSE_PASSWORD',
      })
    const others = resources.filter(({ kind }) => kind !== 'Secret')
    expect(JSON.stringify(others)).not.toContain(VALUES.secrets.values.PULSE_MONITOR_TOKEN)
  })

  it('gives services probes, more than one of them a budget of disruptions, and all of them a network policy', () => {
    for (const { name, spec } of pods.filter(({ name }) => !/history|live/.test(name))) {
      const [container] = spec.containers
      expect([name, container.livenessProbe, container.readinessProbe]).toEqual([
        name,
        expect.objectContaining({ httpGet: { path: '/healthz', port: 'metrics' } }),
        expect.objectContaining({ httpGet: { path: '/readyz', port: 'metrics' } }),
      ])
    }
    const named = (kind: string) =>
      resources.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name)
    expect(named('PodDisruptionBudget').sort()).toEqual([
      'pulse-sentiment',
      'pulse-signals',
      'pulse-warehouse',
    ])
    expect(named('NetworkPolicy')).toEqual(['pulse'])
    expect(named('PodMonitor')).toEqual(['pulse'])
  })

  it('refuses secrets that nobody has given', () => {
    const { status, stderr } = spawnSync(HELM, ['template', 'pulse', CHART, '--kube-version', '1.30.0'], {
      encoding: 'utf8',
    })
    expect(status).not.toBe(0)
    expect(stderr).toContain('secrets.values.CLICKHOUSE_PASSWORD is not set')
  })
})

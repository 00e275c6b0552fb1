import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'
import { metricNames, samplesOf } from './metric-names.ts'
import { parseAlerts } from './parse-alerts.ts'
import { WatchedPulse } from './watched-pulse.ts'

const file = (path: string): string => readFileSync(new URL(`../../infra/${path}`, import.meta.url), 'utf8')
const MARKET = randomMarket({ seed: 8, sessions: 12, symbols: 30, references: 1 })

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[]
}
interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly panels: readonly Panel[]
}
const dashboard = JSON.parse(file('grafana/dashboards/ashare-pulse.json')) as Dashboard
const rules = parseAlerts()
const expressions = [
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...rules.map(({ expr }) => expr),
]

describe('names in expressions', () => {
  it('are found by their place, not by how they look', () => {
    const expr =
      'sum by (processor, le) (rate(pulse_a_bucket{x=~"up|pulse_no"}[5m])) > 1e6 and on() max(pulse_b) == 1 or absent(up{job="p"})'
    expect(metricNames(expr)).toEqual(['pulse_a_bucket', 'pulse_b', 'up'])
  })
})

describe('the dashboard', () => {
  it('has panels that do not overlap, each with a title, and unique ids', () => {
    const { panels, uid, title, schemaVersion } = dashboard
    expect({ uid, title }).toEqual({ uid: 'ashare-pulse', title: 'ashare-pulse' })
    expect(schemaVersion).toBeGreaterThan(30)
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = new Set<string>()
    for (const { type, title, targets = [], gridPos } of panels) {
      expect(title).not.toBe('')
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24)
      if (type !== 'row') expect(targets.length, title).toBeGreaterThan(0)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.has(`${x}/${y}`), `${title} lies on another panel`).toBe(false)
          cells.add(`${x}/${y}`)
        }
    }
  })
})

describe('every alert', () => {
  it.each(rules)(
    '$alert says what happened, what to do, and where to read more',
    ({ labels, annotations }) => {
      expect(['warning', 'critical']).toContain(labels.severity)
      expect(annotations.summary).toBeTruthy()
      expect(annotations.action).toMatch(/\.$/)
      expect(annotations.runbook_url).toMatch(/^docs\/operations\.md#[a-z-]+$/)
    },
  )
})

describe('a running service', () => {
  it(
    'exports whatever the dashboard and the alerts name, with figures that are right',
    () =>
      withHome(async (home) => {
        const bars = MARKET.reduce((sum, session) => sum + session.bars.length, 0)
        const path = await writeBars(join(home, 'bars.csv'), MARKET)
        const pulse = new WatchedPulse(['start', '--source', path], {
          PULSE_HOME: home,
          PULSE_PORT: '0',
          PULSE_METRICS_PORT: '0',
        })
        try {
          await pulse.until(/Page: /)
          const metrics = /Metrics: (\S+)\/metrics/.exec(pulse.said)![1]!
          const page = /Page: (\S+)/.exec(pulse.said)![1]!
          const scrape = async (url: string): Promise<string> => (await fetch(url)).text()
          await expect
            .poll(
              async () => {
                const lag = samplesOf(await scrape(`${metrics}/metrics`)).get('pulse_task_lag_records') ?? []
                return lag.length > 20 && lag.every(({ value }) => value === 0)
              },
              { timeout: 90_000, interval: 1_000 },
            )
            .toBe(true)
          const exposed = `${await scrape(`${metrics}/metrics`)}\n${await scrape(`${page}metrics`)}`
          const samples = samplesOf(exposed)
          // "up" is Prometheus' own.
          const missing = [...new Set(expressions.flatMap(metricNames))].filter(
            (name) => name !== 'up' && !samples.has(name),
          )
          expect(missing).toEqual([])

          const value = (name: string, label: string, content: string): number =>
            (samples.get(name) ?? [])
              .filter(({ labels }) => labels[label] === content)
              .reduce((sum, sample) => sum + sample.value, 0)
          expect(value('pulse_task_events_total', 'processor', 'limit-state')).toBe(bars)
          expect(value('pulse_sink_rows_total', 'table', 't_bars_1d')).toBe(bars)
          const close = MARKET.at(-1)!.tradeDate
          const text = `${String(close).slice(0, 4)}-${String(close).slice(4, 6)}-${String(close).slice(6)}`
          expect(value('pulse_task_watermark_seconds', 'processor', 'market')).toBe(
            Date.parse(`${text}T15:00:00+08:00`) / 1000,
          )
          expect(value('pulse_task_late_total', 'processor', 'limit-state')).toBe(0)
          expect(value('pulse_task_state_bytes', 'processor', 'limit-state')).toBeGreaterThan(0)
          expect(value('pulse_task_restore_seconds_count', 'processor', 'limit-state')).toBe(1)
          expect(value('pulse_tasks', 'processor', 'market')).toBe(1)
          // No record and no symbol is in them.
          expect(exposed).not.toMatch(/\d{6}\.(SH|SZ|BJ)/)

          expect(await (await fetch(`${metrics}/healthz`)).text()).toBe('ok\n')
          const ready = await fetch(`${metrics}/readyz`)
          expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: {} }])
          expect((await fetch(`${metrics}/other`)).status).toBe(404)
          expect((await fetch(`${metrics}/metrics`, { method: 'POST' })).status).toBe(404)
        } finally {
          await pulse.kill()
        }
      }),
    300_000,
  )

  it(
    'that waits says so to whoever asks whether it is ready',
    () =>
      withHome(async (home) => {
        const pulse = new WatchedPulse(['start', '--no-simulation'], {
          PULSE_HOME: home,
          PULSE_METRICS_PORT: '0',
          CLICKHOUSE_URL: 'http://127.0.0.1:1',
        })
        try {
          await pulse.until(/Waiting for ClickHouse/)
          const metrics = /Metrics: (\S+)\/metrics/.exec(pulse.said)![1]!
          const ready = await fetch(`${metrics}/readyz`)
          expect([ready.status, await ready.json()]).toEqual([
            503,
            {
              ready: false,
              reasons: { pipeline: expect.stringContaining('nothing listens at http://127.0.0.1:1') },
            },
          ])
          expect((await fetch(`${metrics}/healthz`)).status).toBe(200)
        } finally {
          await pulse.kill()
        }
      }),
    120_000,
  )

  it(
    'says so where other machines can read its metrics',
    () =>
      withHome(async (home) => {
        const pulse = new WatchedPulse(['start', '--no-simulation'], {
          PULSE_HOME: home,
          PULSE_METRICS_HOST: '0.0.0.0',
          PULSE_METRICS_PORT: '0',
          CLICKHOUSE_URL: 'http://127.0.0.1:1',
        })
        try {
          await pulse.until(/warn: Other machines can read the metrics/)
        } finally {
          await pulse.kill()
        }
      }),
    120_000,
  )
})

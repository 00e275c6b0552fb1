import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { parseAlerts } from './parse-alerts.ts'

const run = promisify(execFile)
const RULES = fileURLToPath(new URL('../../infra/prometheus/alerts.yml', import.meta.url))
const CONFIG = fileURLToPath(new URL('../../infra/prometheus/prometheus.yml', import.meta.url))

/** Prometheus' own tool; Debian's package is called prometheus. */
const promtool = await run('promtool', ['--version']).then(
  () => true,
  () => false,
)
if (!promtool) console.log('Alert tests skipped: promtool is not installed (apt-get install prometheus).')

interface Trial {
  readonly alert: string
  /** Series, and their values minute by minute in the notation of promtool. */
  readonly bad: Readonly<Record<string, string>>
  readonly good: Readonly<Record<string, string>>
  /** Minute at which the bad series have to have raised it (default 40). */
  readonly at?: number
}

const up = 'up{job="pulse", instance="a"}'
const open = 'pulse_session_open{instance="a"}'
const task = (metric: string, processor = 'limit-state', more = ''): string =>
  `${metric}{instance="a", processor="${processor}", task="0"${more}}`
const bucket = (metric: string, le: string, labels = 'processor="market"'): string =>
  `${metric}_bucket{instance="a", ${labels}, le="${le}"}`

const TRIALS: readonly Trial[] = [
  { alert: 'PulseServiceDown', bad: { [up]: '0x60' }, good: { [up]: '1x60' } },
  {
    alert: 'PulseNotReady',
    bad: { 'pulse_ready{instance="a"}': '0x60' },
    good: { 'pulse_ready{instance="a"}': '1x60' },
  },
  {
    alert: 'PulseErrors',
    bad: { 'pulse_log_lines_total{instance="a", level="error"}': '0x35 1x25' },
    good: { 'pulse_log_lines_total{instance="a", level="warn"}': '0+9x60' },
  },
  {
    alert: 'PulseMemoryHigh',
    bad: { 'process_resident_memory_bytes{job="pulse", instance="a"}': '4e9x60' },
    good: { 'process_resident_memory_bytes{job="pulse", instance="a"}': '1e9x60' },
  },
  {
    alert: 'PulseEventLoopStuck',
    bad: { 'nodejs_eventloop_lag_p99_seconds{job="pulse", instance="a"}': '3x60' },
    good: { 'nodejs_eventloop_lag_p99_seconds{job="pulse", instance="a"}': '0.02x60' },
  },
  {
    alert: 'PulseLagHigh',
    bad: { [task('pulse_task_lag_records', 'market', ', topic="t", partition="0"')]: '600000+1000x60' },
    // A replay that catches up is no trouble.
    good: { [task('pulse_task_lag_records', 'market', ', topic="t", partition="0"')]: '9000000-60000x60' },
  },
  {
    alert: 'PulseTaskStuck',
    bad: {
      [task('pulse_task_lag_records', 'market', ', topic="t", partition="0"')]: '5x60',
      [task('pulse_task_records_total', 'market')]: '100x60',
    },
    good: {
      [task('pulse_task_lag_records', 'market', ', topic="t", partition="0"')]: '5x60',
      [task('pulse_task_records_total', 'market')]: '0+10x60',
    },
  },
  {
    alert: 'PulseTaskNotRunning',
    bad: { 'pulse_tasks{instance="a", processor="limit-state"}': '1x60' },
    good: {
      'pulse_tasks{instance="a", processor="limit-state"}': '1x60',
      'pulse_tasks{instance="a", processor="market"}': '1x60',
    },
  },
  {
    alert: 'PulseWatermarkBehind',
    bad: { [task('pulse_task_watermark_delay_seconds')]: '120x60', [open]: '1x60' },
    good: { [task('pulse_task_watermark_delay_seconds')]: '120x60', [open]: '0x60' },
  },
  {
    alert: 'PulseFeedSilent',
    // promtool begins at the epoch.
    bad: { [task('pulse_task_newest_event_seconds')]: '60x60', [open]: '1x60' },
    good: { [task('pulse_task_newest_event_seconds')]: '0+60x60', [open]: '1x60' },
  },
  {
    alert: 'PulseLateEvents',
    bad: { [task('pulse_task_late_total')]: '0+50x60', [task('pulse_task_events_total')]: '0+1000x60' },
    good: { [task('pulse_task_late_total')]: '0+50x60', [task('pulse_task_events_total')]: '0+100000x60' },
  },
  {
    alert: 'PulseDuplicates',
    bad: {
      [task('pulse_task_duplicates_total')]: '0+500x60',
      [task('pulse_task_events_total')]: '0+1000x60',
    },
    good: {
      [task('pulse_task_duplicates_total')]: '0+50x60',
      [task('pulse_task_events_total')]: '0+1000x60',
    },
  },
  {
    alert: 'PulseDeadLetters',
    bad: { [task('pulse_task_dead_letters_total')]: '0x35 2x25' },
    good: { [task('pulse_task_dead_letters_total')]: '7x60' },
  },
  ...(['batch', 'commit'] as const).map((what) => ({
    alert: what === 'batch' ? 'PulseBatchesSlow' : 'PulseCommitsSlow',
    bad: {
      [bucket(`pulse_task_${what}_seconds`, '5')]: '0x60',
      [bucket(`pulse_task_${what}_seconds`, '10')]: '0+9x60',
      [bucket(`pulse_task_${what}_seconds`, '+Inf')]: '0+9x60',
      [open]: '1x60',
    },
    good: {
      [bucket(`pulse_task_${what}_seconds`, '5')]: '0+9x60',
      [bucket(`pulse_task_${what}_seconds`, '10')]: '0+9x60',
      [bucket(`pulse_task_${what}_seconds`, '+Inf')]: '0+9x60',
      [open]: '1x60',
    },
  })),
  {
    alert: 'PulseRestoreSlow',
    bad: {
      [bucket('pulse_task_restore_seconds', '3')]: '0x60',
      [bucket('pulse_task_restore_seconds', '5')]: '0x30 1x30',
      [bucket('pulse_task_restore_seconds', '+Inf')]: '0x30 1x30',
    },
    good: {
      [bucket('pulse_task_restore_seconds', '3')]: '0x30 1x30',
      [bucket('pulse_task_restore_seconds', '5')]: '0x30 1x30',
      [bucket('pulse_task_restore_seconds', '+Inf')]: '0x30 1x30',
    },
  },
  {
    alert: 'PulseTasksMoveAround',
    bad: {
      'pulse_task_assignments_total{instance="a", processor="market", change="assigned"}': '0+1x60',
      'pulse_tasks{instance="a", processor="market"}': '1x60',
    },
    good: {
      'pulse_task_assignments_total{instance="a", processor="market", change="assigned"}': '0x30 1x30',
      'pulse_tasks{instance="a", processor="market"}': '1x60',
    },
  },
  {
    alert: 'PulseTasksFail',
    bad: { [task('pulse_task_failures_total', 'market', ', code="aborted"')]: '0+2x60' },
    good: { [task('pulse_task_failures_total', 'market', ', code="aborted"')]: '0x30 2x30' },
  },
  {
    alert: 'PulseSinkRetries',
    bad: { 'pulse_sink_retries_total{instance="a", table="t", code="unavailable"}': '0+5x60' },
    good: { 'pulse_sink_retries_total{instance="a", table="t", code="unavailable"}': '0x30 2x30' },
  },
  {
    alert: 'PulseSinkRefused',
    bad: { 'pulse_sink_refused_total{instance="a", table="t"}': '0x35 1x25' },
    good: { 'pulse_sink_refused_total{instance="a", table="t"}': '0x60' },
  },
  {
    alert: 'PulseSinkSlow',
    bad: {
      'pulse_sink_insert_seconds_bucket{instance="a", table="t", le="10"}': '0x60',
      'pulse_sink_insert_seconds_bucket{instance="a", table="t", le="30"}': '0+5x60',
      'pulse_sink_insert_seconds_bucket{instance="a", table="t", le="+Inf"}': '0+5x60',
    },
    good: {
      'pulse_sink_insert_seconds_bucket{instance="a", table="t", le="10"}': '0+5x60',
      'pulse_sink_insert_seconds_bucket{instance="a", table="t", le="30"}': '0+5x60',
      'pulse_sink_insert_seconds_bucket{instance="a", table="t", le="+Inf"}': '0+5x60',
    },
  },
]

describe('alerts', () => {
  it('have a trial each', () => {
    expect(TRIALS.map(({ alert }) => alert).sort()).toEqual(
      parseAlerts()
        .map(({ alert }) => alert)
        .sort(),
    )
  })

  it.skipIf(!promtool)('and the configuration are what Prometheus reads', async () => {
    await run('promtool', ['check', 'rules', RULES])
    await run('promtool', ['check', 'config', CONFIG])
  })

  it.skipIf(!promtool)(
    'are raised by what they are about, and by nothing else',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'pulse-alerts-'))
      try {
        const file = join(folder, 'alerts.test.yml')
        const trial = (
          series: Readonly<Record<string, string>>,
          { alert, at = 40 }: Trial,
          firing: boolean,
        ) => ({
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) > bool 0`,
              eval_time: `${at}m`,
              exp_samples: firing ? [{ labels: '{}', value: 1 }] : [],
            },
          ],
        })
        const tests = TRIALS.flatMap((one) => [trial(one.bad, one, true), trial(one.good, one, false)])
        await writeFile(file, stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }))
        await run('promtool', ['test', 'rules', file]).catch(
          (error: { stdout?: string; stderr?: string }) => {
            throw new Error(`${error.stdout}${error.stderr}`)
          },
        )
      } finally {
        await rm(folder, { recursive: true })
      }
    },
    300_000,
  )
})

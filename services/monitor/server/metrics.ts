import { collectDefaultMetrics, Registry } from 'prom-client'
import { Meters } from '../../../runtime/operations/meters.ts'
import type { StreamHub } from './stream/stream-hub.ts'

/** Seconds; a query of the page takes a few milliseconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** What /metrics tells: one registry per monitor, so that several may run in one process. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #meters = new Meters(this.#registry, 'pulse_monitor_')
  readonly #sent = this.#meters.counter('events_sent_total', 'Events sent to clients, by event.', ['event'])
  readonly #drops = this.#meters.counter('queue_drops_total', 'Clients reset because they were too slow.')
  readonly #undecodable = this.#meters.counter(
    'undecodable_total',
    'Records that could not be read, by topic.',
    ['topic'],
  )
  readonly #answers = this.#meters.counter('answers_total', 'Answers, by route and status.', [
    'route',
    'status',
  ])
  readonly #queryFailures = this.#meters.counter('query_failures_total', 'Failed queries, by query.', [
    'query',
  ])
  readonly #queries = this.#meters.histogram(
    'query_seconds',
    'Time of warehouse queries, by query.',
    ['query'],
    BUCKETS,
  )

  readonly onSent = (event: string, clients: number): void => {
    this.#sent.inc({ event }, clients)
  }
  readonly onDropped = (): void => {
    this.#drops.inc()
  }
  readonly onUndecodable = (topic: string, count: number): void => {
    this.#undecodable.inc({ topic }, count)
  }
  readonly onAnswer = (route: string, status: number): void => {
    this.#answers.inc({ route, status: String(status) })
  }
  readonly onQuery = (query: string, seconds: number, failed: boolean): void => {
    this.#queries.observe({ query }, seconds)
    if (failed) this.#queryFailures.inc({ query })
  }

  /** Adds what is read off the hub whenever somebody asks, and what the process uses. */
  watch(hub: StreamHub): void {
    collectDefaultMetrics({ register: this.#registry })
    this.#meters.gauge('stream_clients', 'Clients of the event stream.', [], (gauge) =>
      gauge.set({}, hub.clients),
    )
    this.#meters.gauge('ring_bytes', 'Events in memory, by data set.', ['dataset'], (gauge) => {
      for (const [dataset, bytes] of Object.entries(hub.ringBytes())) gauge.set({ dataset }, bytes)
    })
    this.#meters.gauge(
      'feed_silent_seconds',
      'Since the newest event came, by data set.',
      ['dataset'],
      (gauge) => {
        for (const { dataset, silentSeconds } of hub.feeds())
          if (silentSeconds !== null) gauge.set({ dataset }, silentSeconds)
      },
    )
    this.#meters.gauge(
      'feed_symbols',
      'Symbols of the newest minute, by data set and kind.',
      ['dataset', 'kind'],
      (gauge) => {
        for (const { dataset, expected, seen, suspended, stale, cohortMissing } of hub.feeds())
          for (const [kind, count] of Object.entries({ expected, seen, suspended, stale, cohortMissing }))
            if (count !== null) gauge.set({ dataset, kind }, count)
      },
    )
    this.#meters.gauge(
      'feed_ticks',
      'Snapshots of the newest session by what tick hygiene did with them: accepted, late, duplicate, quarantined and so on.',
      ['dataset', 'outcome'],
      (gauge) => {
        for (const { dataset, hygiene } of hub.feeds())
          for (const [outcome, count] of Object.entries(hygiene)) gauge.set({ dataset, outcome }, count)
      },
    )
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  close(): void {
    this.#registry.clear()
  }
}

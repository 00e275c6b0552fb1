import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type LocalKafka, startLocalKafka } from '../../../infra/local/start-local-kafka.ts'
import { kafkaForTests } from '../../../test/support/kafka.ts'
import { LogError } from '../../errors.ts'
import type { EventLog, TaskLog } from '../port.ts'
import { openKafkaLog } from './kafka-log.ts'

const kafka = await kafkaForTests()

/** Runs `turn` again and again; after an abort the task is restored first. */
async function turns(
  task: TaskLog,
  signal: AbortSignal,
  restore: () => Promise<void>,
  turn: () => Promise<void>,
) {
  await restore()
  while (!signal.aborted) {
    try {
      await turn()
    } catch (error) {
      if (!(error instanceof LogError && error.code === 'aborted')) throw error
      await restore()
    }
  }
  await task.close()
}

async function keysOf(log: EventLog, topic: string): Promise<number[]> {
  const keys: number[] = []
  for await (const { records } of log.read({ topic, follow: false })) {
    keys.push(...records.map(({ key }) => Number(key)))
  }
  return keys.sort((a, b) => a - b)
}

async function until(what: string, forMs: number, reached: () => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + forMs; !reached(); await delay(50)) {
    if (Date.now() > giveUpAt) throw new Error(`Not within ${forMs} ms: ${what}`)
  }
}

// A broker of its own, which may be killed while the one of the other tests goes on.
describe.skipIf(kafka === undefined)('a broker that is killed and comes back', () => {
  it('costs time and nothing else: every record is written and copied once', async () => {
    const home = mkdtempSync(join(tmpdir(), 'pulse-broker-'))
    let broker: LocalKafka | undefined
    let log: EventLog | undefined
    try {
      broker = await startLocalKafka({ home })
      const port = Number(broker.brokers.split(':')[1])
      log = await openKafkaLog({ brokers: [broker.brokers], retryForMs: 90_000 })
      await log.ensureTopics(
        ['in', 'out'].map((name) => ({ name, partitions: 3, cleanup: 'delete' as const })),
      )

      let next = 0
      const source = { application: 'app', processor: 'source', inputs: [], assignment: 'single' } as const
      const writing = await log.join(source, (task, signal) =>
        turns(
          task,
          signal,
          async () => {
            const { state } = await task.restore()
            next = Number(Buffer.from(state.get('next') ?? []).toString() || '0')
          },
          async () => {
            const outputs = Array.from({ length: 20 }, (_, n) => ({
              topic: 'in',
              key: String(next + n),
              value: null,
              timestamp: 1,
            }))
            const state = new Map([['next', Buffer.from(String(next + 20))]])
            await task.commit({ outputs, state, positions: [] })
            next += 20
            await delay(20)
          },
        ),
      )

      let copied = 0
      const copy = {
        application: 'app',
        processor: 'copy',
        inputs: ['in'],
        assignment: 'perPartition',
      } as const
      const copying = await log.join(copy, (task, signal) =>
        turns(
          task,
          signal,
          async () => task.seek((await task.restore()).positions),
          async () => {
            const batches = await task.poll({ maxRecords: 100, waitMs: 100 })
            await task.commit({
              outputs: batches.flatMap(({ records }) =>
                records.map(({ key, value, timestamp }) => ({ topic: 'out', key, value, timestamp })),
              ),
              state: new Map(),
              positions: batches.map(({ topic, partition, nextOffset: offset }) => ({
                topic,
                partition,
                offset,
              })),
            })
            copied += batches.reduce((sum, { records }) => sum + records.length, 0)
          },
        ),
      )

      await until('the first copies', 20_000, () => copied > 200)
      process.kill(broker.pids[0]!, 'SIGKILL')
      await broker.stop()
      await delay(1_000)
      broker = await startLocalKafka({ home, ports: { broker: port } })
      const [written, before] = [next, copied]
      await until('more after the restart', 60_000, () => next > written + 200 && copied > before + 200)
      await writing.stop()
      await until('all copies', 30_000, () => copied >= next)
      await copying.stop()
      await Promise.all([writing.done, copying.done])

      const all = Array.from({ length: next }, (_, n) => n)
      expect(await keysOf(log, 'in')).toEqual(all)
      expect(await keysOf(log, 'out')).toEqual(all)
    } finally {
      await log?.close()
      await broker?.stop()
      rmSync(home, { recursive: true, force: true })
    }
  }, 240_000)
})

import { createHash } from 'node:crypto'
import type { EventTime } from '../../core/market/trade-date.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { StoredRecord } from '../log/port.ts'
import type { OutputEvent } from './processor.ts'

/** A record that could not be processed: a decoded event, or the bytes as they came. */
export interface Failed {
  readonly topic: TopicKey
  readonly key: string
  readonly eventTime: EventTime
  readonly value?: unknown
  readonly raw?: StoredRecord
  readonly partition?: number
}

/** The dead letter of a record; the same failure of the same record has the same id. */
export function deadLetterOf(failed: Failed, processor: string, cause: unknown): OutputEvent<'deadLetters'> {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const raw = failed.raw?.value ?? Buffer.from(JSON.stringify(failed.value ?? null))
  const { name } = TOPICS[failed.topic]
  const id = createHash('sha256')
    .update(`${name}\n${failed.key}\n${processor}\n`)
    .update(raw)
    .digest('hex')
    .slice(0, 32)
  const known = failed.value as { readonly tradeDate?: never; readonly symbol?: never } | undefined
  return {
    topic: 'deadLetters',
    key: id,
    eventTime: failed.eventTime,
    value: {
      id,
      source: name,
      position:
        failed.raw === undefined
          ? `key ${failed.key} at ${failed.eventTime}`
          : `partition ${failed.partition ?? 0}, offset ${failed.raw.offset}`,
      tradeDate: known?.tradeDate ?? null,
      symbol: known?.symbol ?? null,
      code: failed.raw === undefined ? 'processingFailed' : 'undecodable',
      reason: `${processor}: ${reason}`,
      raw: Buffer.from(raw),
    },
  }
}

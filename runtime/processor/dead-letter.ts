import { createHash } from 'node:crypto'
import type { DeadLetter } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { PulseError } from '../errors.ts'
import type { StoredRecord, TopicPartition } from '../log/port.ts'
import { isControlKey } from './control.ts'
import type { AnyInputEvent, OutputEvent } from './processor.ts'

/** Bytes of a record that its letter keeps: a letter about the largest record must fit into one itself. */
export const LETTER_BYTES = 65_536
const REASON_LETTERS = 1_000

/** Data sets have short names of these letters; a key that begins with none of them belongs to main. */
const DATASET = /^(?:main|(?:sim|replay)-[\w.-]{1,40})(?=\/)/
const MAIN = 'main'

/** Why nobody can take a record: the code by which operators look for it, and the reason in words. */
export interface Unusable {
  readonly code: string
  readonly reason: string
}

/** What an error says of the record that caused it. */
export function unusableBecause(cause: unknown): Unusable {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return { code: cause instanceof PulseError ? String(cause.code) : 'undecodable', reason }
}

/**
 * The letter about a record that nobody can take. It says nothing of its reader: whoever meets the record writes the
 * same letter, and tables and tools show it once.
 */
export function recordLetter(
  { topic, partition }: TopicPartition,
  { offset, key, value }: StoredRecord,
  { code, reason }: Unusable,
): DeadLetter {
  const id = letterId([topic, String(partition), String(offset), code])
  return {
    dataset: datasetOfKey(key),
    epoch: 0,
    id,
    source: topic,
    position: positionText({ partition, offset }),
    tradeDate: null,
    symbol: null,
    code,
    reason: cut(reason),
    ...keptBytes(value ?? Buffer.alloc(0)),
    reader: null,
    settles: null,
  }
}

/** The letter about an event that one processor could not take; the same event sent again has the same letter. */
export function refusalLetter(
  refused: AnyInputEvent<TopicKey>,
  processor: string,
  cause: unknown,
): OutputEvent<'deadLetters'> {
  const { topic, key, value, eventTime, partition, offset } = refused
  const raw = Buffer.from(JSON.stringify(value ?? null))
  const { name } = TOPICS[topic]
  const id = letterId([name, key, processor], raw)
  const known = value as { readonly tradeDate?: never; readonly symbol?: never } | null
  const reason = cause instanceof Error ? cause.message : String(cause)
  return {
    topic: 'deadLetters',
    key: id,
    eventTime,
    value: {
      id,
      source: name,
      position:
        partition === undefined || offset === undefined
          ? `key ${key} at ${eventTime}`
          : positionText({ partition, offset }),
      tradeDate: known?.tradeDate ?? null,
      symbol: known?.symbol ?? null,
      code: 'processingFailed',
      reason: cut(`${processor}: ${reason}`),
      ...keptBytes(raw),
      reader: processor,
      settles: null,
    },
  }
}

/** Data set of a record that cannot say so itself, by its key; where the key does not say either, operators look at main. */
export function datasetOfKey(key: string): string {
  return isControlKey(key) ? MAIN : (DATASET.exec(key.slice(0, 64))?.[0] ?? MAIN)
}

/** Where a record stands, as letters say it. */
export const positionText = ({
  partition,
  offset,
}: {
  readonly partition: number
  readonly offset: number
}): string => `partition ${partition}, offset ${offset}`

/** The place that a letter says; undefined for a line of a file, and for an event without one. */
export function placeIn(
  position: string,
): { readonly partition: number; readonly offset: number } | undefined {
  const [, partition, offset] = /^partition (\d+), offset (\d+)$/.exec(position) ?? []
  return offset === undefined ? undefined : { partition: Number(partition), offset: Number(offset) }
}

/** What a letter keeps of a record's bytes. */
export function keptBytes(bytes: Uint8Array): Pick<DeadLetter, 'raw' | 'length'> {
  return { raw: Buffer.from(bytes.subarray(0, LETTER_BYTES)), length: bytes.length }
}

/** Identity of a letter, from what makes its failure this one. */
export function letterId(parts: readonly string[], bytes: Uint8Array = new Uint8Array()): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part}\n`)
  return hash.update(bytes).digest('hex').slice(0, 32)
}

const cut = (reason: string): string =>
  reason.length <= REASON_LETTERS ? reason : `${reason.slice(0, REASON_LETTERS)}...`

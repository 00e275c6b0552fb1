import { createCodec } from '../../../../runtime/codec/codec.ts'
import { isControlKey } from '../../../../runtime/processor/control.ts'
import { TOPICS, type TopicKey } from '../../../../schemas/topics.ts'
import { TABLES } from '../../../../services/warehouse/ddl/tables.ts'
import { EXCLUDED_COLUMNS } from '../../../../services/warehouse/digest/excluded-columns.ts'
import { DAY, type Finished } from './ingest-run.ts'
import type { World } from './world.ts'

/** What a run left behind: the rows of every table and the records of every topic, as sorted lines. */
export type Outcome = ReadonlyMap<string, readonly string[]>

/** Shares of tasks, which depend on the number of partitions, and what is said unsettled between minutes. */
const INTERNAL: readonly TopicKey[] = ['live', 'livePartials', 'partials', 'breadthPartials', 'crossSection']

/** A rebuild does not reject again what was rejected before it. */
const OF_ALL_EPOCHS: readonly string[] = [TABLES.deadLetters.name, TOPICS.deadLetters.name]

type Place = { readonly dataset?: unknown; readonly epoch?: unknown }

/**
 * Reads what an analyst and a committed reader see in the end. Of a compacted topic the newest record of a key counts, and a
 * dead letter once: a command that is given again rejects the same rows again.
 */
export async function readOutcome(
  { warehouse, onlooker, registry }: Pick<World, 'warehouse' | 'onlooker' | 'registry'>,
  { main, day }: Finished,
): Promise<Outcome> {
  const isShown = ({ dataset, epoch }: Place, name: string): boolean =>
    epoch === undefined || OF_ALL_EPOCHS.includes(name) || epoch === (dataset === DAY ? day : main)
  const outcome = new Map<string, readonly string[]>()
  for (const [name, table] of warehouse.tables) {
    const [dataset, epoch] = [table.names.indexOf('dataset'), table.names.indexOf('epoch')]
    const isExcluded = (column: string): boolean =>
      EXCLUDED_COLUMNS.has(column) || (column === 'id' && name === TABLES.deadLetters.name)
    const kept = table.names.flatMap((column, at) => (isExcluded(column) ? [] : [at]))
    const rows = table.final().filter((row) => isShown({ dataset: row[dataset], epoch: row[epoch] }, name))
    const lines = rows.map((row) => lineOf(kept.map((at) => row[at]))).sort()
    outcome.set(name, OF_ALL_EPOCHS.includes(name) ? [...new Set(lines)] : lines)
  }
  const codec = createCodec(registry)
  for (const [name, { name: topic, schema, cleanup }] of Object.entries(TOPICS)) {
    if (INTERNAL.includes(name as TopicKey)) continue
    const decoder = codec.decoder(schema)
    const lines: [key: string, line: string][] = []
    for await (const { records } of onlooker.read({ topic, follow: false })) {
      const data = records.filter(({ key, value }) => value !== null && !isControlKey(key))
      await decoder.prepare(data.map(({ value }) => value!))
      for (const { key, value } of data) {
        const record = decoder.decode(value!) as Place
        if (isShown(record, topic)) lines.push([key, lineOf({ ...record, ...PROVENANCE })])
      }
    }
    const standing = [...(cleanup === 'compact' ? new Map(lines) : lines)].map(([, line]) => line).sort()
    outcome.set(topic, OF_ALL_EPOCHS.includes(topic) ? [...new Set(standing)] : standing)
  }
  return outcome
}

/** How a record came about; the identity of a dead letter is made from it. */
const PROVENANCE = { epoch: undefined, version: undefined, position: undefined, id: undefined }

/** Events that stand in late events and dead letters as text name their epoch, too. */
const lineOf = (value: unknown): string =>
  JSON.stringify(value, asText).replace(/\\"epoch\\":\d+/g, '\\"epoch\\":0')

const asText = (_: string, value: unknown): unknown =>
  (value as { readonly type?: string } | null)?.type === 'Buffer'
    ? Buffer.from(value as never).toString()
    : value

/** How many lines there are to compare. */
export const linesOf = (outcome: Outcome): number =>
  [...outcome.values()].reduce((sum, lines) => sum + lines.length, 0)

export interface Difference {
  /** Table or topic. */
  readonly where: string
  /** Lines of the undisturbed run that are missing, and lines that should not be there or stand too often. */
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
}

/** Compares line by line; a line that stands twice counts twice. */
export function differences(expected: Outcome, found: Outcome): readonly Difference[] {
  return [...expected].flatMap(([where, lines]) => {
    const others = found.get(where) ?? []
    if (lines.length === others.length && lines.every((line, at) => line === others[at])) return []
    const missing: string[] = []
    const surplus: string[] = []
    let [left, right] = [0, 0]
    while (left < lines.length || right < others.length) {
      const [a, b] = [lines[left], others[right]]
      if (a === b) {
        left += 1
        right += 1
      } else if (b === undefined || (a !== undefined && a < b)) {
        missing.push(a!)
        left += 1
      } else {
        surplus.push(b)
        right += 1
      }
    }
    return [{ where, missing, surplus }]
  })
}

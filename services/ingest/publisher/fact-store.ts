import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { NO_FACTS, type ReferenceFacts } from '../reference-facts.ts'
import { packJson, unpackJson } from './publisher-state.ts'

const prefixOf = (dataset: string): string => `${dataset}/facts/`

/** Facts of earlier runs, in an order that does not depend on the order of the runs. */
export function storedFacts(state: ReadonlyMap<string, Uint8Array>, dataset: string): ReferenceFacts[] {
  return [...state]
    .filter(([key]) => key.startsWith(prefixOf(dataset)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, packed]) => unpackJson<ReferenceFacts>(gunzipSync(packed))!)
}

/** The state entry under which what files say of instruments is kept; the same facts have the same entry. */
export function packFacts(facts: ReferenceFacts, dataset: string): readonly [key: string, value: Buffer] {
  const { instruments, coverage, shareCapital } = facts
  const body = packJson({ ...NO_FACTS, instruments, coverage, shareCapital } satisfies ReferenceFacts)
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 32)
  return [`${prefixOf(dataset)}${hash}`, gzipSync(body)]
}

export const saysNothingOfInstruments = ({ instruments, coverage, shareCapital }: ReferenceFacts): boolean =>
  instruments.length + coverage.length + shareCapital.length === 0

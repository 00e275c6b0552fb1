import { join } from 'node:path'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import { readFiles } from '../../services/ingest/series/testing/read-files.ts'
import { event } from '../../test/support/series-run.ts'

type Ingested = AnyInputEvent<'series'> | AnyInputEvent<'observations'>

/** Bars and observations of folders of the real data as ingest reads and merges them, at the times that it gives them. */
export async function ingested(folder: string, ...names: readonly string[]): Promise<Ingested[]> {
  const { rows } = await readFiles(...names.map((name) => join(folder, name)))
  const place = { dataset: 'main', epoch: 1, late: false } as const
  return rows.flatMap((row): Ingested[] => {
    if (row.topic === 'series') return [event('series', row.value.symbol, { ...place, ...row.value })]
    if (row.topic === 'observations')
      return [event('observations', row.value.series, { ...place, ...row.value })]
    return []
  })
}

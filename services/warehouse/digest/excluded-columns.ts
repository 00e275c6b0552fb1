/**
 * Columns that say how a row came about and not what it says. They may differ between two runs over the
 * same input, so digests leave them out. This is the only list.
 */
export const EXCLUDED_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['epoch', 'Counts rebuilds.'],
  ['version', 'Counts changes of a reference table.'],
  ['revision', 'Counts corrections on the way to the value.'],
  ['position', 'Line, or partition and offset: offsets depend on batches, commits and partition counts.'],
  ['inserted_at', 'Time of day when the row was stored.'],
])

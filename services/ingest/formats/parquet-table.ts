import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** Column names of a Parquet file. */
export async function parquetColumns(path: string): Promise<string[]> {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path))
  return parquetSchema(metadata).children.map((child) => child.element.name)
}

export interface RowGroup {
  /** Values in the order of the columns asked for. */
  readonly rows: unknown[][]
  /** Share of the file that has been read with this group. */
  readonly share: number
}

/** Rows of a Parquet file, one row group at a time. */
export async function* parquetRows(path: string, columns: string[]): AsyncGenerator<RowGroup> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    let rows: unknown[][] = []
    await parquetRead({
      file,
      metadata,
      columns,
      rowStart,
      rowEnd,
      compressors,
      onComplete: (read) => {
        rows = read
      },
    })
    yield { rows, share: rowEnd / Number(metadata.num_rows) }
    rowStart = rowEnd
  }
}

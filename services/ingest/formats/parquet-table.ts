import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'

const decompress =
  (inflate: (bytes: Uint8Array) => Uint8Array) =>
  (bytes: Uint8Array): Uint8Array =>
    inflate(bytes)

/** Compressions beside Snappy, which is built in. */
const compressors = { GZIP: decompress(gunzipSync), BROTLI: decompress(brotliDecompressSync) }

/** Column names of a Parquet file. */
export async function parquetColumns(path: string): Promise<string[]> {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path))
  return parquetSchema(metadata).children.map((child) => child.element.name)
}

/** Rows of a Parquet file, one row group at a time, as values in the order of `columns`. */
export async function* parquetRows(path: string, columns: string[]): AsyncGenerator<unknown[][]> {
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
    yield rows
    rowStart = rowEnd
  }
}

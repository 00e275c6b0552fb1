import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** One connection of the engine library; opaque. */
export type NativeConnection = { readonly brand: 'NativeConnection' }

export interface NativeResult {
  readonly bytes: Uint8Array
  readonly rowsRead: number
  readonly bytesRead: number
}

/**
 * The part of chDB's native binding that the engine uses. chDB's own `Session` is left aside: its `close`
 * waits for every operation of the process, and loading it takes longer than the engine takes to open.
 */
export interface NativeBinding {
  /** @param args server configuration as on ClickHouse's command line; the first connection of a path decides. */
  CreateConnection(path: string, args?: readonly string[]): NativeConnection | undefined
  CloseConnection(connection: NativeConnection): void
  /** Runs on the calling thread: for statements that end at once. */
  QueryWithConnection(connection: NativeConnection, sql: string, format: string): string
  /** Runs on a thread of libuv's pool. */
  QueryAsyncConnection(connection: NativeConnection, sql: string, format: string): Promise<NativeResult>
}

/** @throws Error of chDB when there is no library for this platform or it cannot be loaded. */
export function loadNative(): NativeBinding {
  const require = createRequire(import.meta.url)
  const loader: unknown = require(join(dirname(require.resolve('chdb')), 'dist', 'loader.js'))
  return (loader as { loadNative(): NativeBinding }).loadNative()
}

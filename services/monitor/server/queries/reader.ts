import { ClickHouseError, type ClickHouseSettings } from '@clickhouse/client'
import type { WarehouseConnection } from '../../../../runtime/clickhouse/connect.ts'
import { isDenied, isPassing } from '../../../../runtime/clickhouse/warehouse-errors.ts'
import { WarehouseError } from '../../../../runtime/errors.ts'
import { ApiError } from '../http/api-error.ts'

/** Values of `{name:Type}` in a statement; nothing of a request ever stands in the statement itself. */
export type Parameters = Readonly<Record<string, string | number | readonly string[]>>

/** A query of the page takes milliseconds; whatever exceeds these is stopped by ClickHouse. */
const LIMITS: ClickHouseSettings = {
  max_result_rows: '200000',
  max_result_bytes: '268435456',
  result_overflow_mode: 'throw',
  max_rows_to_read: '500000000',
  max_memory_usage: '2000000000',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_quote_denormals: 0,
}

const LONGEST_SECONDS = 20

export interface ReaderOptions {
  /** A statement that runs longer is stopped (default 20). */
  readonly maxSeconds?: number
  /** Told after every statement. */
  readonly onQuery?: (name: string, seconds: number, failed: boolean) => void
}

/** ClickHouse: TIMEOUT_EXCEEDED, TOO_SLOW. */
const TOO_SLOW = new Set(['159', '160'])
/** ClickHouse: TOO_MANY_ROWS, TOO_MANY_BYTES, MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES. */
const TOO_LARGE = new Set(['158', '307', '241', '396'])

/** Reads the warehouse: bound parameters, limits, errors as the API gives them. */
export class Reader {
  readonly #warehouse: WarehouseConnection
  readonly #onQuery: (name: string, seconds: number, failed: boolean) => void
  readonly #limits: ClickHouseSettings

  constructor(warehouse: WarehouseConnection, options: ReaderOptions = {}) {
    const { maxSeconds = LONGEST_SECONDS, onQuery = () => undefined } = options
    this.#warehouse = warehouse
    this.#onQuery = onQuery
    // Who only reads may not change that; anybody else could otherwise write.
    const readonly: ClickHouseSettings = warehouse.access === 'read' ? {} : { readonly: '2' }
    this.#limits = { ...LIMITS, ...readonly, max_execution_time: maxSeconds }
  }

  /** @throws ApiError `unavailable`, `tooSlow`, `tooLarge`, `internal` */
  async rows<Row>(name: string, query: string, parameters: Parameters, signal?: AbortSignal): Promise<Row[]> {
    const begun = performance.now()
    let failed = true
    try {
      const result = await this.#warehouse.client.query({
        query,
        query_params: { ...parameters },
        format: 'JSONEachRow',
        clickhouse_settings: this.#limits,
        ...(signal === undefined ? {} : { abort_signal: signal }),
      })
      const rows = await result.json<Row>()
      failed = false
      return rows as Row[]
    } catch (error) {
      throw readFailure(name, error)
    } finally {
      this.#onQuery(name, (performance.now() - begun) / 1000, failed)
    }
  }
}

/** What a client is told of a failed statement; the details stay in the log. */
export function readFailure(name: string, cause: unknown): ApiError {
  const code = cause instanceof ClickHouseError ? cause.code : undefined
  if (code !== undefined && TOO_SLOW.has(code))
    return new ApiError('tooSlow', `The query "${name}" took too long.`, {
      action: 'Ask for fewer days, or try again when the machine is less busy.',
      cause,
    })
  if (code !== undefined && TOO_LARGE.has(code))
    return new ApiError('tooLarge', `The query "${name}" would read or return too much.`, {
      action: 'Ask for fewer days.',
      cause,
    })
  if (cause instanceof WarehouseError || isPassing(cause) || isDenied(cause)) {
    const why =
      cause instanceof WarehouseError
        ? cause.code
        : code === undefined
          ? 'no connection'
          : `ClickHouse ${code}`
    return new ApiError('unavailable', `The warehouse does not answer (${why}).`, {
      action: 'Try again in a few seconds; "pulse doctor" says what is in the way.',
      cause,
    })
  }
  return new ApiError(
    'internal',
    `The query "${name}" failed${code === undefined ? '' : ` (ClickHouse ${code})`}.`,
    {
      action: 'See the log of the monitor; "pulse start" brings tables and views up to date.',
      cause,
    },
  )
}

/** A failure in ClickHouse's own terms: a numeric code and `Code: N. DB::Exception: ... (NAME)` as its text. */
export class DatabaseError extends Error {
  readonly code: number

  constructor(code: number, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'DatabaseError'
    this.code = code
  }
}

/** A failure that the facade itself finds, worded as the engine would. */
export function databaseError(code: number, name: string, message: string): DatabaseError {
  return new DatabaseError(code, `Code: ${code}. DB::Exception: ${message} (${name})`)
}

/** `UNKNOWN_EXCEPTION` of ClickHouse: an error that carries no code of its own. */
const UNKNOWN = 1002

/** Reads the code out of the engine's text, dropping what its binding puts around it. */
export function databaseErrorFrom(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error
  const text = error instanceof Error ? error.message : String(error)
  const found = /Code: (\d+)\. DB::Exception: .*/s.exec(text)
  if (found === null) {
    return new DatabaseError(UNKNOWN, `Code: ${UNKNOWN}. DB::Exception: ${text.trim()} (UNKNOWN_EXCEPTION)`, {
      cause: error,
    })
  }
  const message = found[0].replace(/^(Code: \d+\. DB::Exception: )\1+/, '$1').trimEnd()
  return new DatabaseError(Number(found[1]), message, { cause: error })
}

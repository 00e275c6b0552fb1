import { PulseError } from '../../runtime/errors.ts'

export type SourceErrorCode =
  | 'unrecognised' // no known format has this header or content
  | 'unreadable' // missing, no permission, or a directory that cannot be listed
  | 'truncated' // compressed or binary data that end too early
  | 'malformed' // recognised, but its inside does not follow the format
  | 'wrongUnits' // the median of amount/volume lies outside [low, high]
  | 'temporaryStorage' // no room or no right to write rows that do not fit into memory

/** A file that cannot be taken as a whole. Single bad rows are rejections instead. */
export class SourceError extends PulseError<SourceErrorCode> {
  readonly path: string

  constructor(code: SourceErrorCode, path: string, message: string, options?: { readonly cause?: unknown }) {
    super(code, `${path}: ${message}`, options)
    this.path = path
  }
}

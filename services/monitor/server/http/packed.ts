import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'

const pack = promisify(gzip)
/** What fits into one packet gains nothing. */
const SMALLEST = 1_400

/** The body of an answer as it is sent. */
export interface Packed {
  readonly body: string | Buffer
  /** Null: as it is. */
  readonly encoding: 'gzip' | null
}

/** Whether a client takes gzip. */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  return /\bgzip\b/.test(acceptEncoding ?? '')
}

/** Packs a text for who takes it: a full session's snapshot is an eighth of its size. Quickly rather than well. */
export async function packed(text: string, gzipTaken: boolean): Promise<Packed> {
  if (!gzipTaken || text.length < SMALLEST) return { body: text, encoding: null }
  return { body: await pack(text, { level: constants.Z_BEST_SPEED }), encoding: 'gzip' }
}

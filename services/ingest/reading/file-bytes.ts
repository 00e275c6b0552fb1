import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { constants, createGunzip, gunzipSync } from 'node:zlib'
import type { RecognisedFile } from '../source.ts'
import { SourceError } from '../source-error.ts'

/** Bytes asked for at a time, before and after decompression. */
const PIECE = 1 << 20
/** Up to this size a file is read at once: folders of thousands of small files are common. */
const SMALL = 1 << 18
const HEAD = 1 << 16

export interface FileHead {
  /** Bytes on disk. */
  readonly size: number
  readonly compressed: boolean
  /** The first bytes, decompressed. */
  readonly bytes: Buffer
}

/** The beginning of a file, enough to recognise it by. */
export async function readHead(path: string): Promise<FileHead> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(HEAD), 0, HEAD, 0)
      const bytes = buffer.subarray(0, bytesRead)
      if (!isGzip(bytes)) return { size, compressed: false, bytes }
      const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: HEAD * 1100 }
      return { size, compressed: true, bytes: gunzipSync(bytes, options).subarray(0, HEAD) }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw sourceErrorOf(path, error)
  }
}

/** A file's bytes in pieces, decompressed; `onRead` hears how many bytes of the file have gone by. */
export async function* filePieces(
  { path, bytes, compressed }: Pick<RecognisedFile, 'path' | 'bytes' | 'compressed'>,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  try {
    if (bytes <= SMALL && !compressed) {
      const whole = await readFile(path)
      onRead(whole.length)
      yield whole
    } else yield* streamedPieces(path, compressed, onRead)
  } catch (error) {
    throw sourceErrorOf(path, error)
  }
}

async function* streamedPieces(
  path: string,
  compressed: boolean,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: PIECE })
  const stream = compressed ? pipeline(file, createGunzip({ chunkSize: PIECE }), () => undefined) : file
  try {
    for await (const piece of stream) {
      onRead(file.bytesRead)
      yield piece as Buffer
    }
  } finally {
    file.destroy()
    stream.destroy()
  }
}

/** Files that are read as a whole unpack to so much at most: a few bytes can claim to be a terabyte. */
const LARGEST_WHOLE = 512 * 2 ** 20

/** A whole file's bytes, unpacked where they are packed. @throws SourceError `malformed` */
export function unpacked(path: string, bytes: Buffer, compressed: boolean, most = LARGEST_WHOLE): Buffer {
  if (!compressed) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: most })
  } catch (error) {
    throw sourceErrorOf(path, error)
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** What the operating system or the decompressor says, as an error with advice. */
export function sourceErrorOf(path: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = error instanceof Error ? error.message : String(error)
  if (code === 'Z_BUF_ERROR') {
    return new SourceError('truncated', path, 'the compressed data end too early; fetch the file again', {
      cause: error,
    })
  }
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return new SourceError(
      'malformed',
      path,
      'it unpacks to more than a file that is read as a whole may (512 MB); split it',
      { cause: error },
    )
  if (code.startsWith('Z_')) {
    return new SourceError(
      'malformed',
      path,
      `the compressed data are damaged (${detail}); fetch the file again`,
      {
        cause: error,
      },
    )
  }
  if (code === 'ENOENT')
    return new SourceError('unreadable', path, 'no such file; check the path', { cause: error })
  if (code === 'EACCES' || code === 'EPERM') {
    return new SourceError('unreadable', path, 'no permission to read it; change its mode', { cause: error })
  }
  return new SourceError('unreadable', path, `cannot be read (${detail})`, { cause: error })
}

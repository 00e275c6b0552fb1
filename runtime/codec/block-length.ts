import { readExactLong, type Tap } from './exact-long.ts'

/**
 * Items of the next block of an Avro array or map; a negative count has the size of the block in bytes behind it. Every
 * item takes a byte at least, so a count beyond the bytes that are left is a lie: believed, twenty bytes would keep a
 * reader busy until its memory is full.
 * @throws Error naming the count
 */
export function blockLength(tap: Tap): number {
  const count = readExactLong(tap)
  if (count < 0) readExactLong(tap)
  const length = Math.abs(count)
  if (length <= tap.buf.length - tap.pos) return length
  throw new Error(`a list of ${length} items in a value that ends before`)
}

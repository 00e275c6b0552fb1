/**
 * Kafka's default partitioner: murmur2 of the UTF-8 key, so that a key lands in the same partition on
 * every adapter and for every Kafka client (org.apache.kafka.common.utils.Utils.murmur2).
 */
export interface EncodedKey {
  readonly bytes: Uint8Array
  readonly hash: number
}

const SEED = 0x9747b28c
const MIX = 0x5bd1e995
const CACHED_KEYS = 65_536

const cache = new Map<string, EncodedKey>()

/** Signed 32-bit murmur2, equal to Java's `Utils.murmur2`. */
export function murmur2(data: Uint8Array): number {
  const length = data.length
  const body = length & ~3
  let hash = SEED ^ length
  for (let i = 0; i < body; i += 4) {
    let word = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24)
    word = Math.imul(word, MIX)
    word = Math.imul(word ^ (word >>> 24), MIX)
    hash = Math.imul(hash, MIX) ^ word
  }
  const rest = length - body
  if (rest === 3) hash ^= data[body + 2]! << 16
  if (rest >= 2) hash ^= data[body + 1]! << 8
  if (rest >= 1) hash = Math.imul(hash ^ data[body]!, MIX)
  hash = Math.imul(hash ^ (hash >>> 13), MIX)
  return hash ^ (hash >>> 15)
}

/** UTF-8 bytes and hash of a key; the keys of a market repeat, so they are remembered. */
export function encodeKey(key: string): EncodedKey {
  const known = cache.get(key)
  if (known !== undefined) return known
  const bytes = Buffer.from(key, 'utf8')
  const encoded = { bytes, hash: murmur2(bytes) }
  if (cache.size >= CACHED_KEYS) cache.clear()
  cache.set(key, encoded)
  return encoded
}

/** Partition of a hash among `partitions`. */
export const hashPartition = (hash: number, partitions: number): number => (hash & 0x7fffffff) % partitions

/** Partition that a key chooses among `partitions`. */
export const keyPartition = (key: string, partitions: number): number =>
  hashPartition(encodeKey(key).hash, partitions)

import { CodecError } from '../errors.ts'
import type { Decoder } from './port.ts'

/**
 * What can be read of values, each with its bytes; the others are passed over. For readers beside a topic's own, who
 * write the dead letters.
 */
export async function readableValues<T>(
  decoder: Decoder<T>,
  values: readonly Uint8Array[],
): Promise<readonly { readonly record: T; readonly bytes: Uint8Array }[]> {
  await decoder.prepare(values)
  return values.flatMap((bytes) => {
    try {
      return [{ record: decoder.decode(bytes), bytes }]
    } catch (cause) {
      if (cause instanceof CodecError) return []
      throw cause
    }
  })
}

import type { Type } from 'avsc'
import { createDecoder, type FaultFinder } from './decoder.ts'
import { createEncoder } from './encoder.ts'
import { impossibilityFinder } from './impossible.ts'
import type { Codec, Decoder, Encoder, SchemaName, SchemaRegistry } from './port.ts'
import { avroType, registrable, SCHEMAS } from './schemas.ts'

/**
 * Subject of a topic's values. Control records travel inside every data topic, told apart by their key
 * (`CONTROL_KEY_PREFIX`), and have one subject for all of them.
 */
export function subjectOf(topic: string, name: SchemaName): string {
  return name === 'control' ? 'pulse.control-value' : `${topic}-value`
}

/** Codec over a registry, for the schemas compiled into this program. */
export function createCodec(registry: SchemaRegistry): Codec {
  const types = new Map<SchemaName, Type>()
  const encoders = new Map<string, Promise<Encoder<never>>>()
  const decoders = new Map<SchemaName, Decoder<unknown>>()

  const type = (name: SchemaName): Type => memoized(types, name, () => avroType(SCHEMAS[name]))

  return {
    type,

    encoder<T>(topic: string, name: SchemaName): Promise<Encoder<T>> {
      const subject = subjectOf(topic, name)
      return memoized(encoders, subject, () => {
        const registered = registry.register(subject, registrable(SCHEMAS[name]))
        registered.catch(() => encoders.delete(subject))
        return registered.then((id) => createEncoder<never>(type(name), id))
      }) as Promise<Encoder<T>>
    },

    decoder<T>(name: SchemaName): Decoder<T> {
      return memoized(decoders, name, () =>
        createDecoder<unknown>(type(name), registry, faultFinder(name)),
      ) as Decoder<T>
    },
  }
}

/** State is checked by checksums, and is no record of the market: some of it belongs to no data set. */
const faultFinder = (name: SchemaName): FaultFinder | undefined =>
  name === 'state-snapshot' ? undefined : impossibilityFinder(SCHEMAS[name])

function memoized<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  let value = known.get(key)
  if (value === undefined) {
    value = make()
    known.set(key, value)
  }
  return value
}

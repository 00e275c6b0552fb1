import type { Broker } from 'kafkajs'
import { LogError } from '../../errors.ts'

/** A request on its way to a broker, as kafkajs 2.2.4 puts it together; its types do not show it. */
export interface Call {
  readonly request: {
    readonly apiName: string
    readonly apiVersion: number
    /** The encoded bytes, in the shape of kafkajs' `Encoder`. */
    encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>
  }
  readonly response: {
    decode(payload: Buffer): Promise<unknown>
    parse(decoded: unknown): Promise<unknown>
  }
}

interface Pool {
  send(call: Call): Promise<unknown>
}

/**
 * A broker that does the same as this one, except that its calls are changed before they are sent. With that,
 * records are encoded and decoded by us while requests, connections, authentication, retries and the meaning of
 * error codes stay kafkajs' own.
 *
 * It relies on what the pinned version 2.2.4 does: every method of `Broker` hands a `Call` to `send` of
 * `this.connectionPool`. No module inside the package is imported, and the broker itself is not touched: the one
 * returned inherits from it.
 * @throws LogError `corrupt` when kafkajs is not made like that
 */
export function withChangedCalls(broker: Broker, change: (call: Call) => Call): Broker {
  const { connectionPool: pool } = broker as unknown as { readonly connectionPool?: Partial<Pool> }
  if (typeof pool?.send !== 'function') throw otherKafkajs('its brokers have no connection pool')
  const send = async (call: Partial<Call> | undefined): Promise<unknown> => {
    if (typeof call?.request?.encode !== 'function' || typeof call.response?.decode !== 'function')
      throw otherKafkajs('its calls have no request to encode or no response to decode')
    return pool.send!(change(call as Call))
  }
  return Object.create(broker, {
    connectionPool: { value: Object.create(pool, { send: { value: send } }) },
  }) as Broker
}

/** @throws LogError `corrupt` unless the call is of this kind, in a version whose layout we know. */
export function expectCall({ request }: Call, apiName: string, first: number, last: number): void {
  const { apiName: name, apiVersion } = request
  if (name !== apiName || !(apiVersion >= first && apiVersion <= last))
    throw otherKafkajs(`it sends ${name} in version ${apiVersion}`)
}

export function otherKafkajs(difference: string): LogError {
  return new LogError(
    'corrupt',
    `kafkajs is not the version 2.2.4 that runtime/log/kafka is made for: ${difference}. ` +
      'Install what package-lock.json names.',
  )
}

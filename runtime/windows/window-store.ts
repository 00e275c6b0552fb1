import avsc, { type Type } from 'avsc'
import {
  createWindow,
  type RollingWindow,
  restoreWindow,
  type WindowOf,
  type WindowSet,
  type WindowSetDefinition,
  type WindowSpec,
  type WindowSpecs,
} from '../../core/windows/windows.ts'
import type { Changeable, KeyedState } from '../processor/keyed-state.ts'

/** What a processor needs to hold windows in a state store: the store's type, and how its values begin. */
export interface StoredWindows<Window> extends Changeable<Window> {
  /** Stands among `stores` of the processor: Avro bytes, read and written as a window. */
  readonly type: Type
}

interface Snapshotting {
  snapshot(): Uint8Array
}

/** One window per key. */
export function storedWindow<Spec extends WindowSpec>(spec: Spec): StoredWindows<WindowOf<Spec>> {
  return {
    create: () => createWindow(spec),
    clone: (window) => window.clone() as WindowOf<Spec>,
    type: bytesType((bytes) => restoreWindow(spec, bytes)),
  }
}

/** A set of windows per key. */
export function storedWindows<Specs extends WindowSpecs>(
  definition: WindowSetDefinition<Specs>,
): StoredWindows<WindowSet<Specs>> {
  return {
    create: () => definition.create(),
    clone: (set) => set.clone(),
    type: bytesType((bytes) => definition.restore(bytes)),
  }
}

/** Avro type of a window that is one of several kinds, as a field of a `storedRecord`: its spec stands beside it. */
export const ANY_WINDOW: Type = anyWindowType()

/**
 * A record per key whose fields are windows and plain values. It is asked for by `changeable` of its store, and then
 * its windows are pushed to and its other fields set.
 * @param type Avro record; the fields that are windows, or lists of them, have the type of `storedWindow` or `ANY_WINDOW`
 */
export const storedRecord = <Memory extends object>(
  type: Type,
  create: () => Memory,
): StoredWindows<Memory> => ({ type, create, clone: withOwnWindows })

/** A copy with copies of its windows; other fields are replaced and never changed, so they may be shared. */
function withOwnWindows<Memory extends object>(memory: Memory): Memory {
  const copy = { ...memory } as Record<string, unknown>
  for (const name in copy) copy[name] = withOwn(copy[name])
  return copy as Memory
}

function withOwn(field: unknown): unknown {
  if (isWindow(field)) return field.clone()
  return Array.isArray(field) && field.some(isWindow) ? field.map(withOwn) : field
}

const isWindow = (value: unknown): value is RollingWindow =>
  typeof value === 'object' && value !== null && 'snapshot' in value

/** Where windows are found by key. */
export interface WindowStore<Window> {
  /** The key's window, to be pushed to; a new one for a new key. */
  of(key: string): Window
}

/** Windows in a processor's state: they go back with the event or the transaction, and are there after a restart. */
export const inState = <Window>(
  state: KeyedState<Window>,
  stored: Changeable<Window>,
): WindowStore<Window> => ({ of: (key) => state.changeable(key, stored) })

/** Windows in memory, for streams outside a processor. */
export function inMemory<Window>({ create }: Pick<Changeable<Window>, 'create'>): WindowStore<Window> {
  const windows = new Map<string, Window>()
  return {
    of(key) {
      let window = windows.get(key)
      if (window === undefined) {
        window = create()
        windows.set(key, window)
      }
      return window
    },
  }
}

/** Avro `bytes` that are snapshots to the log and windows to the program. */
function bytesType<Window extends Snapshotting>(restore: (bytes: Uint8Array) => Window): Type {
  class WindowBytes extends avsc.types.LogicalType {
    protected override _fromValue(bytes: Buffer): Window {
      return restore(bytes)
    }

    protected override _toValue(window: Window): Buffer {
      return snapshotOf(window)
    }
  }
  return logicalType('bytes', WindowBytes)
}

function anyWindowType(): Type {
  interface Packed {
    readonly spec: string
    readonly snapshot: Buffer
  }
  class AnyWindow extends avsc.types.LogicalType {
    protected override _fromValue({ spec, snapshot }: Packed): RollingWindow {
      return restoreWindow(JSON.parse(spec) as WindowSpec, snapshot)
    }

    protected override _toValue(window: RollingWindow): Packed {
      return { spec: JSON.stringify(window.spec), snapshot: snapshotOf(window) }
    }
  }
  const fields = [
    { name: 'spec', type: 'string' },
    { name: 'snapshot', type: 'bytes' },
  ]
  return logicalType({ type: 'record', name: 'AnyWindow', fields }, AnyWindow)
}

function snapshotOf(window: Snapshotting): Buffer {
  const { buffer, byteOffset, byteLength } = window.snapshot()
  return Buffer.from(buffer, byteOffset, byteLength)
}

function logicalType(underlying: string | object, Class: typeof avsc.types.LogicalType): Type {
  const shape = typeof underlying === 'string' ? { type: underlying } : underlying
  const schema = { ...shape, logicalType: 'window' } as unknown as Parameters<typeof avsc.Type.forSchema>[0]
  return avsc.Type.forSchema(schema, { logicalTypes: { window: Class } })
}

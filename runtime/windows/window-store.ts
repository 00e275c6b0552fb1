import avsc, { type Type } from 'avsc'
import {
  createWindow,
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
      const bytes = window.snapshot()
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
  }
  const schema = { type: 'bytes', logicalType: 'window' } as unknown as Parameters<
    typeof avsc.Type.forSchema
  >[0]
  return avsc.Type.forSchema(schema, { logicalTypes: { window: WindowBytes } })
}

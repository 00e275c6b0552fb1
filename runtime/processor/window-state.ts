import avsc, { type Type } from 'avsc'
import type { RollingWindow } from '../../core/windows/window.ts'
import type { KeyedState } from './keyed-state.ts'

/**
 * Avro type of a rolling window in a state store: bytes in a snapshot, the window itself in memory. Values of a
 * store are replaced and never changed: push to what `changeableWindow` gives, or to a clone.
 * @param create makes an empty window of the spec that was stored
 */
export function windowType(create: () => RollingWindow): Type {
  class WindowType extends avsc.types.LogicalType {
    protected override _fromValue(bytes: Uint8Array): RollingWindow {
      const window = create()
      window.restore(bytes)
      return window
    }

    protected override _toValue(window: RollingWindow): Buffer {
      return Buffer.from(window.snapshot())
    }
  }
  return avsc.Type.forSchema(
    { type: 'bytes', logicalType: 'window' },
    { logicalTypes: { window: WindowType } },
  )
}

/** The window of a key, to be pushed to; a new one for a new key. It goes back with the event or the transaction. */
export function changeableWindow<Window extends RollingWindow>(
  state: KeyedState<Window>,
  key: string,
  create: () => Window,
): Window {
  return state.changeable(key, { create, clone: (window) => window.clone() as Window })
}

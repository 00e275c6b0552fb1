import avsc, { type Type } from 'avsc'
import type { RollingWindow } from '../../core/windows/window.ts'

/**
 * Avro type of a rolling window in a state store: bytes in a snapshot, the window itself in memory. The values of a
 * store are replaced and never changed: clone a window before you push to it.
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

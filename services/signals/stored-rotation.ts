import {
  newRotation,
  type RotationMemory,
  type RotationSessions,
  rotationWindows,
} from '../../core/rotation/rotation-window.ts'
import { avroType } from '../../runtime/codec/schemas.ts'
import { type StoredWindows, storedRecord, storedWindow } from '../../runtime/windows/window-store.ts'

/** A store of rotations. */
export function storedRotation(sessions: RotationSessions): StoredWindows<RotationMemory> {
  const { average, firstSlope, secondSlope } = rotationWindows(sessions)
  const type = avroType({
    type: 'record',
    name: 'RotationMemory',
    fields: [
      { name: 'base', type: ['null', 'double'] },
      { name: 'side', type: ['null', 'string'] },
      { name: 'average', type: storedWindow(average).type },
      { name: 'firstSlope', type: storedWindow(firstSlope).type },
      { name: 'secondSlope', type: storedWindow(secondSlope).type },
    ],
  })
  return storedRecord(type, () => newRotation(sessions))
}

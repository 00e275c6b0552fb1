import type { Type } from 'avsc'
import { newRotation, type RotationSessions } from '../../core/rotation/rotation-window.ts'
import { avroType } from '../../runtime/codec/schemas.ts'
import { windowType } from '../../runtime/processor/window-state.ts'

/** Avro type of a store of rotations. */
export function rotationType(sessions: RotationSessions): Type {
  return avroType({
    type: 'record',
    name: 'RotationMemory',
    fields: [
      { name: 'base', type: 'double' },
      { name: 'side', type: ['null', 'string'] },
      { name: 'average', type: windowType(() => newRotation(sessions).average) },
      { name: 'firstSlope', type: windowType(() => newRotation(sessions).firstSlope) },
      { name: 'secondSlope', type: windowType(() => newRotation(sessions).secondSlope) },
    ],
  })
}

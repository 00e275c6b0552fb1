import type { Control } from '../../schemas/generated/events.ts'
import type { Decoder } from '../codec/port.ts'
import type { StoredRecord } from '../log/port.ts'
import { isControlKey } from './control.ts'

/** Makes the schemas of records known; values that are not in wire format fail later, one by one. */
export async function prepareRecords(
  records: readonly StoredRecord[],
  events: Decoder<unknown>,
  controls: Decoder<Control>,
): Promise<void> {
  const values: Uint8Array[] = []
  const controlValues: Uint8Array[] = []
  for (const { key, value } of records)
    if (value !== null) (isControlKey(key) ? controlValues : values).push(value)
  await events.prepare(values)
  await controls.prepare(controlValues)
}

import { describe, expect, it } from 'vitest'
import { Mean } from '../../core/windows/mean.ts'
import { avroType } from '../codec/schemas.ts'
import { windowType } from './window-state.ts'

describe('a window in a state store', () => {
  const type = avroType({
    type: 'record',
    name: 'Holder',
    fields: [{ name: 'mean', type: windowType(() => new Mean({ length: 3 })) }],
  })
  const filled = new Mean({ length: 3 })
  for (const value of [0.1, 0.2, null, 0.3]) filled.push(value)

  it('goes on from a snapshot where it stood', () => {
    const restored = (type.fromBuffer(type.toBuffer({ mean: filled })) as { mean: Mean }).mean
    expect(restored).toBeInstanceOf(Mean)
    const original = filled.clone()
    for (const value of [0.7, null, 1e9, 0.1]) {
      original.push(value)
      restored.push(value)
      expect(restored.value).toBe(original.value)
    }
  })

  it('is refused by a store of another spec', () => {
    const other = avroType({
      type: 'record',
      name: 'Holder',
      fields: [{ name: 'mean', type: windowType(() => new Mean({ length: 4 })) }],
    })
    expect(() => other.fromBuffer(type.toBuffer({ mean: filled }))).toThrow(/no snapshot of/)
  })
})

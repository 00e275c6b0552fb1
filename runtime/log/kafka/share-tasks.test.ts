import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareTasks } from './share-tasks.ts'

const groups = fc.record({
  tasks: fc.integer({ min: 1, max: 30 }),
  members: fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      owned: fc.uniqueArray(fc.integer({ min: 0, max: 40 })),
    }),
    { minLength: 1, maxLength: 8, selector: ({ id }) => id },
  ),
})

describe('shareTasks', () => {
  it('gives every task to one member, in even shares, whatever the members claim', () => {
    fc.assert(
      fc.property(groups, ({ tasks, members }) => {
        const shares = shareTasks(tasks, members)
        expect([...shares.keys()].sort()).toEqual(members.map(({ id }) => id).sort())
        const all = [...shares.values()].flat().sort((a, b) => a - b)
        expect(all).toEqual(Array.from({ length: tasks }, (_, task) => task))
        const sizes = [...shares.values()].map(({ length }) => length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('changes nothing when nobody came or went', () => {
    fc.assert(
      fc.property(groups, ({ tasks, members }) => {
        const before = shareTasks(tasks, members)
        const after = shareTasks(
          tasks,
          members.map(({ id }) => ({ id, owned: before.get(id)! })),
        )
        for (const [id, share] of before) expect(new Set(after.get(id))).toEqual(new Set(share))
      }),
    )
  })

  it('takes no more from the others than a newcomer needs', () => {
    const shares = shareTasks(6, [
      { id: 'a', owned: [0, 1, 2] },
      { id: 'b', owned: [3, 4, 5] },
      { id: 'c', owned: [] },
    ])
    expect(shares).toEqual(
      new Map([
        ['a', [0, 1]],
        ['b', [3, 4]],
        ['c', [2, 5]],
      ]),
    )
  })
})

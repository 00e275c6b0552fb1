import { chance } from '../chance.ts'
import type { Fault } from '../fault.ts'
import type { Broker } from '../ports/broker.ts'

/** What is said of how far outputs are written is not damaged: it is the one entry that nothing else can tell. */
const MANIFEST = /^v\d+\/manifest$/
const PROGRESS = /^v\d+\/progress$/

/** Damages an entry of the state that a task has stored. @returns false where there is none yet */
export function damageState(
  broker: Broker,
  { entry, how, place }: Extract<Fault, { readonly kind: 'damage' }>,
  processor: string | undefined,
): boolean {
  const names = broker.taskNames.filter((name) => name.includes(`/${processor}/`))
  const candidates = names.flatMap((name) => {
    const state = broker.stateOf(name)!
    const keys = [...state.keys()].filter((key) =>
      entry === 'manifest' ? MANIFEST.test(key) : !MANIFEST.test(key) && !PROGRESS.test(key),
    )
    return keys.map((key) => ({ state, key }))
  })
  const chosen = candidates[Math.floor(chance(place, 'entry') * candidates.length)]
  if (chosen === undefined) return false
  const { state, key } = chosen
  const bytes = Buffer.from(state.get(key)!)
  const at = Math.floor(chance(place, 'byte') * bytes.length)
  if (how === 'remove') state.delete(key)
  else if (how === 'truncate') state.set(key, bytes.subarray(0, at))
  else {
    bytes[at]! ^= 1 << Math.floor(chance(place, 'bit') * 8)
    state.set(key, bytes)
  }
  return true
}

/**
 * Numbers that look random and depend on nothing but the seed and a name: to take one fault out of a schedule leaves
 * every other number as it was, so that schedules can be shrunk.
 * @returns at least 0, less than 1
 */
export function chance(seed: number, name: string, at = 0): number {
  let hash = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(at + 1, 0x85ebca6b)) >>> 0
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}

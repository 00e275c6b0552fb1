/**
 * A seeded generator with one 32-bit word of state (Weyl sequence and a finaliser), so that every share has
 * one of its own. Integer arithmetic only: the same seed gives the same numbers on every machine.
 */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** 32 random bits as a signed integer. */
  bits(): number {
    this.#state = (this.#state + WEYL) | 0
    return finalise(this.#state)
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return (this.bits() >>> 0) * UNIT
  }

  /** Uniform integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.unit() * bound)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }
}

/** 32 bits that depend on the seed and on every character of the name. */
export function seedOf(seed: number, name: string): number {
  let hash = finalise((seed | 0) ^ finalise(Math.floor(seed / 2 ** 32) | 0))
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), FNV_PRIME)
  return finalise(hash)
}

const UNIT = 2 ** -32
const WEYL = 0x9e3779b9 | 0
const FNV_PRIME = 0x01000193

function finalise(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  const twice = Math.imul(once ^ (once >>> 15), 0x735a2d97)
  return twice ^ (twice >>> 15)
}

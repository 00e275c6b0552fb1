const NUMBER = new Float64Array(1)
const BITS = new BigInt64Array(NUMBER.buffer)

const magnitudeOf = (value: bigint): bigint => (value < 0n ? -value : value)

/** A fraction of integers of any length, never reduced: for expectations, not for speed. */
export class Rational {
  readonly numerator: bigint
  /** Positive. */
  readonly denominator: bigint

  constructor(numerator: bigint, denominator = 1n) {
    this.numerator = denominator < 0n ? -numerator : numerator
    this.denominator = magnitudeOf(denominator)
  }

  /** A double is an integer times a power of two. */
  static of(value: number): Rational {
    NUMBER[0] = value
    const biased = Number((BITS[0]! >> 52n) & 0x7ffn)
    const fraction = BITS[0]! & ((1n << 52n) - 1n)
    const mantissa = biased === 0 ? fraction : fraction | (1n << 52n)
    const signed = BITS[0]! < 0n ? -mantissa : mantissa
    const exponent = BigInt(Math.max(biased, 1) - 1075)
    if (signed === 0n) return new Rational(0n)
    return exponent >= 0n ? new Rational(signed << exponent) : new Rational(signed, 1n << -exponent)
  }

  static sum(terms: readonly Rational[]): Rational {
    return terms.reduce((sum, term) => sum.plus(term), new Rational(0n))
  }

  plus(other: Rational): Rational {
    if (this.denominator === other.denominator)
      return new Rational(this.numerator + other.numerator, this.denominator)
    // Denominators are mostly powers of two: the greater one serves both.
    const [wide, narrow] = this.denominator > other.denominator ? [this, other] : [other, this]
    if (wide.denominator % narrow.denominator === 0n)
      return new Rational(
        wide.numerator + narrow.numerator * (wide.denominator / narrow.denominator),
        wide.denominator,
      )
    return new Rational(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    )
  }

  minus(other: Rational): Rational {
    return this.plus(new Rational(-other.numerator, other.denominator))
  }

  times(other: Rational): Rational {
    return new Rational(this.numerator * other.numerator, this.denominator * other.denominator)
  }

  over(other: Rational): Rational {
    return new Rational(this.numerator * other.denominator, this.denominator * other.numerator)
  }

  get sign(): number {
    return this.numerator > 0n ? 1 : this.numerator < 0n ? -1 : 0
  }

  /** Whether they differ by at most `share` of `other`. */
  isWithin(share: number, other: Rational): boolean {
    const difference = this.minus(other)
    const allowed = Rational.of(share).times(other)
    return (
      magnitudeOf(difference.numerator) * allowed.denominator <=
      magnitudeOf(allowed.numerator) * difference.denominator
    )
  }

  /** The nearest double; of two the even one. For magnitudes from 1e-300 to 1e300, and smaller ones that are doubles. */
  toNumber(): number {
    if (this.numerator === 0n) return 0
    const magnitude = magnitudeOf(this.numerator)
    const excess = magnitude.toString(2).length - this.denominator.toString(2).length
    const shift = BigInt(60 - excess)
    const numerator = shift > 0n ? magnitude << shift : magnitude
    const denominator = shift > 0n ? this.denominator : this.denominator << -shift
    const quotient = numerator / denominator
    const sticky = quotient * denominator === numerator ? 0n : 1n
    return this.sign * (Number((quotient << 1n) | sticky) / 2 ** 61) * 2 ** excess
  }
}

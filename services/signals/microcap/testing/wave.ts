/**
 * A made-up index at a place: a slow wave of `sessions` tens of places and height `height`, and a quick one of
 * height `noise` that never repeats.
 */
export const wave = (place: number, sessions: number, height: number, noise: number): number =>
  Math.exp(
    height * Math.sin(place / (3 * sessions)) +
      noise * Math.sin(place * place * 0.37 + place) +
      0.0003 * place,
  )

import { AFTERNOON_STEP, CONTINUOUS_STEPS } from './day-slots.ts'

const STEPS_PER_MINUTE = 20

/**
 * How much more than on average is traded in each step of continuous trading (index 1 to 4800): the U of a
 * session, high after the open, low before noon, a little up after lunch, rising into the close. The
 * coefficients are ours; they put about a quarter of the volume into the first half-hour.
 */
export const VOLUME_PROFILE: Float64Array = normalised(rawProfile())

function rawProfile(): Float64Array {
  const profile = new Float64Array(CONTINUOUS_STEPS + 2)
  for (let step = 1; step <= CONTINUOUS_STEPS; step++) {
    const isMorning = step < AFTERNOON_STEP
    const minutes = (step - (isMorning ? 1 : AFTERNOON_STEP)) / STEPS_PER_MINUTE
    const afterOpen = isMorning ? 3 / (1 + minutes / 8) : 0.6 / (1 + minutes / 5)
    const squared = (minutes / 120) * (minutes / 120)
    const beforeClose = isMorning ? 0 : 0.7 * squared * squared
    profile[step] = 0.6 + afterOpen + beforeClose
  }
  return profile
}

function normalised(profile: Float64Array): Float64Array {
  const mean = profile.reduce((sum, value) => sum + value, 0) / CONTINUOUS_STEPS
  return profile.map((value) => value / mean)
}

/** Whether all rounds are run (`npm run test:faults`), or the smaller part that CI has time for. */
export const IS_FULL = process.env.PULSE_FAULTS === 'full'

/** How often a fault is tried: in the whole suite, and in CI. `PULSE_FAULT_ROUNDS` overrides both. */
export const roundsOf = ({ full, small }: { readonly full: number; readonly small: number }): number =>
  Number(process.env.PULSE_FAULT_ROUNDS) || (IS_FULL ? full : small)

/** Seed of the suite: fixed in CI, `PULSE_FAULT_SEED` to run one again, otherwise new each time. */
export const SEED =
  Number(process.env.PULSE_FAULT_SEED) || (IS_FULL ? Math.floor(Date.now() / 1000) % 1_000_000 : 20_220_427)

import { WindowError } from '../errors.ts'
import { MAX_LENGTH, type Span } from './window.ts'

/** A spec as it is named in messages: `mean(length 21)`. */
export function nameOf(spec: { readonly kind: string }): string {
  const options = Object.entries(spec).filter(([name]) => name !== 'kind')
  return `${spec.kind}(${options.map(([name, value]) => `${name} ${value}`).join(', ')})`
}

/** @throws WindowError `invalidSpec` */
export function checkInteger(
  spec: { readonly kind: string },
  name: string,
  value: number,
  least: number,
  most: number,
): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalidSpec(spec, `${name} is ${value} and has to be an integer from ${least} to ${most}`)
}

/** @throws WindowError `invalidSpec` */
export function checkChoice(
  spec: { readonly kind: string },
  name: string,
  value: string | undefined,
  choices: readonly string[],
): void {
  if (value !== undefined && !choices.includes(value))
    throw invalidSpec(spec, `${name} is ${JSON.stringify(value)} and has to be one of ${choices.join(', ')}`)
}

export const invalidSpec = (spec: { readonly kind: string }, reason: string): WindowError =>
  new WindowError('invalidSpec', `Window ${nameOf(spec)}: ${reason}.`)

/**
 * The span of a window and the fewest values that it needs.
 * @throws WindowError `invalidSpec`
 */
export function checkedSpan(
  spec: Span & { readonly kind: string },
  defaultMinimum: (length: number) => number,
): { readonly length: number; readonly duration: number; readonly minimum: number } {
  if ('duration' in spec) {
    if (!(spec.duration > 0 && spec.duration < Number.POSITIVE_INFINITY))
      throw invalidSpec(spec, `the duration has to be positive and finite`)
    if (spec.capacity !== undefined) checkInteger(spec, 'capacity', spec.capacity, 1, MAX_LENGTH)
    const minimum = spec.minimum ?? 1
    checkInteger(spec, 'minimum', minimum, 1, MAX_LENGTH)
    return { length: 0, duration: spec.duration, minimum }
  }
  checkInteger(spec, 'length', spec.length, 1, MAX_LENGTH)
  const minimum = spec.minimum ?? defaultMinimum(spec.length)
  checkInteger(spec, 'minimum', minimum, 1, spec.length)
  return { length: spec.length, duration: 0, minimum }
}

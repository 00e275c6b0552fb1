import { CoreError } from '../errors.ts'
import type { Place } from './tokens.ts'

export type ExpressionErrorCode =
  | 'syntax' // the text is no expression
  | 'unknownName' // no such field or function
  | 'arguments' // too many or too few, or a length that is no whole constant
  | 'type' // a condition where a number is needed, or the other way round
  | 'tooLarge' // nested deeper, or more nodes, than is allowed
  | 'corrupt' // bytes that are no snapshot of these expressions

/** An expression that cannot be used; the message shows the place in its text. */
export class ExpressionError extends CoreError<ExpressionErrorCode> {
  readonly text: string
  readonly place: Place

  constructor(
    code: ExpressionErrorCode,
    what: string,
    text: string,
    place: Place,
    options?: { cause: unknown },
  ) {
    const marks = '^'.repeat(Math.max(1, place.to - place.from))
    super(
      code,
      `${what}, at character ${place.from + 1}:\n  ${text}\n  ${' '.repeat(place.from)}${marks}`,
      options,
    )
    this.text = text
    this.place = place
  }
}

/** Base of the ground floor's errors: a closed list of codes, and a message that says what to do. */
export abstract class CoreError<Code extends string> extends Error {
  readonly code: Code

  constructor(code: Code, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

export type CalendarErrorCode =
  | 'beyondEnd' // asked about a day after the last known session
  | 'beforeStart' // asked about a day before the first known session
  | 'notASession' // a session was expected, the exchange was closed
  | 'unsorted' // the calendar's own data are not strictly rising

export class CalendarError extends CoreError<CalendarErrorCode> {}

export type AliasErrorCode = 'inconsistent' // a code renamed twice, or to itself in a circle

export class AliasError extends CoreError<AliasErrorCode> {}

export type WindowErrorCode =
  | 'invalidSpec' // a window with a length, a minimum or another option that it cannot have
  | 'corrupt' // bytes that are no snapshot of the window they were given to

export class WindowError extends CoreError<WindowErrorCode> {}

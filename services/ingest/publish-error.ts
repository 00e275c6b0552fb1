import { PulseError } from '../../runtime/errors.ts'

export type PublishErrorCode =
  | 'sessionClosed' // its ticks were published before
  | 'sessionOpen' // a session with ticks was interrupted and has to end first
  | 'outOfOrder' // sweeps of a source do not rise
  | 'coldStart' // a live session needs the session before it
  | 'noData' // what was asked for holds no session

/** Something that cannot be published as things stand. */
export class PublishError extends PulseError<PublishErrorCode> {}

import { PulseError } from '../../../../runtime/errors.ts'
import type { Problem } from '../../api/types.ts'

/** Everything that the API refuses, with its HTTP status. */
export const API_ERRORS = {
  badRequest: 400,
  unauthorized: 401,
  otherSite: 403,
  forbiddenHost: 421,
  notFound: 404,
  methodNotAllowed: 405,
  tooLarge: 413,
  tooMany: 429,
  internal: 500,
  unavailable: 503,
  tooSlow: 504,
} as const

export type ApiErrorCode = keyof typeof API_ERRORS

/** A request that is answered with a problem: what is wrong is the message, what to do is `action`. */
export class ApiError extends PulseError<ApiErrorCode> {
  readonly action: string

  constructor(
    code: ApiErrorCode,
    message: string,
    options: { readonly action: string; readonly cause?: unknown },
  ) {
    super(code, message, { cause: options.cause })
    this.action = options.action
  }
}

const TITLES: Readonly<Record<ApiErrorCode, string>> = {
  badRequest: 'The request is not valid.',
  unauthorized: 'A token is needed.',
  otherSite: 'This is not for pages of other sites.',
  forbiddenHost: 'This server does not answer to that host name.',
  notFound: 'There is nothing here.',
  methodNotAllowed: 'This can only be read.',
  tooLarge: 'The answer or the request is too large.',
  tooMany: 'Too many at a time.',
  internal: 'The server failed.',
  unavailable: 'The warehouse or the log cannot be reached.',
  tooSlow: 'The answer took too long.',
}

/** The body of application/problem+json. `path` is where. */
export function problemOf(error: ApiError, path: string): Problem {
  return {
    type: `urn:pulse:problem:${error.code}`,
    title: TITLES[error.code],
    status: API_ERRORS[error.code],
    detail: error.message,
    instance: path,
    action: error.action,
  }
}

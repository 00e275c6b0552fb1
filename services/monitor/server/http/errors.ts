import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { API_ERRORS, ApiError, problemOf } from './api-error.ts'

/** Every failure becomes a problem; what is not expected is told to the log and not to the client. */
export function answerErrors(app: FastifyInstance, log: (message: string) => void): void {
  app.setErrorHandler((error, request, reply) => {
    if (reply.raw.headersSent) {
      reply.raw.destroy()
      return
    }
    const problem = apiErrorOf(error)
    if (problem.code === 'internal') log(`monitor: ${request.method} ${request.url}: ${describe(problem)}`)
    send(problem, request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    send(
      new ApiError('notFound', `There is no ${request.method} of this path.`, {
        action: 'The page is at /, the API is described at /api/openapi.json.',
      }),
      request,
      reply,
    )
  })
}

function send(error: ApiError, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0]!.slice(0, 200)
  reply
    .code(API_ERRORS[error.code])
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemOf(error, path)))
}

function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { statusCode = 500, message } = error as FastifyError
  const action = 'See /api/openapi.json.'
  if (statusCode === 413) return new ApiError('tooLarge', message, { action, cause: error })
  if (statusCode >= 400 && statusCode < 500)
    return new ApiError('badRequest', message, { action, cause: error })
  return new ApiError('internal', 'An unexpected failure.', {
    action: 'See the log of the monitor, and report it with that log.',
    cause: error,
  })
}

function describe({ message, cause }: ApiError): string {
  return cause instanceof Error ? `${message} ${cause.stack ?? cause.message}` : message
}

import type { FastifyReply } from 'fastify'

/** Aborts when the client goes before its answer is complete, so that its queries stop as well. */
export function requestSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableEnded) controller.abort()
  })
  return controller.signal
}

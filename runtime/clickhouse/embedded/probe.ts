import { randomBytes, timingSafeEqual } from 'node:crypto'
import { get } from 'node:http'
import { proofOf } from '../engine/access.ts'
import type { EngineEndpoint } from '../engine/endpoint.ts'

const PROBE_MS = 5_000

/**
 * Whether the engine that `engine.json` names is the one that answers there. The port may belong to any program
 * by now, so the password is not shown to it: the other side has to prove that it knows it.
 */
export function answers(endpoint: EngineEndpoint): Promise<boolean> {
  const nonce = randomBytes(16).toString('hex')
  const expected = Buffer.from(proofOf(endpoint.password, Number(new URL(endpoint.url).port), nonce))
  return new Promise((resolve) => {
    const request = get(
      `${endpoint.url}/engine/proof?nonce=${nonce}`,
      { agent: false, timeout: PROBE_MS },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size > expected.length) request.destroy()
        })
        response.once('close', () => {
          const proof = Buffer.concat(chunks)
          resolve(proof.length === expected.length && timingSafeEqual(proof, expected))
        })
        response.on('error', () => undefined)
      },
    )
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
}

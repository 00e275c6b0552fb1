import { get } from 'node:http'
import type { EngineEndpoint } from '../engine/endpoint.ts'

/** Tells the engine that it is needed, and its holder when the engine is gone. */
export interface Lease {
  readonly isHeld: boolean
  release(): void
}

/** Does not keep the holder's process alive. @throws Error when the engine does not grant it. */
export function holdLease(endpoint: EngineEndpoint, onLost: () => void): Promise<Lease> {
  return new Promise((resolve, reject) => {
    let isHeld = false
    let isReleased = false
    const request = get(
      `${endpoint.url}/engine/lease`,
      { agent: false, auth: `${endpoint.user}:${endpoint.password}` },
      (response) => {
        response.resume()
        response.on('error', () => undefined)
        if (response.statusCode !== 200) {
          reject(new Error(`${endpoint.url} refused the lease with status ${response.statusCode}`))
          return
        }
        isHeld = true
        response.socket.unref()
        response.once('close', () => {
          isHeld = false
          if (!isReleased) onLost()
        })
        resolve({
          get isHeld() {
            return isHeld
          },
          release() {
            isReleased = true
            request.destroy()
          },
        })
      },
    )
    request.once('error', reject)
    request.on('error', () => undefined)
  })
}

import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { basic } from '../../../runtime/codec/confluent-registry.ts'
import type { Certificate } from '../certificates.ts'

/** Stands before a real registry: speaks TLS with a certificate of its own, and asks who comes. */
export class SecureGateway {
  readonly url: string
  refused = 0
  passed = 0
  readonly #server: Server

  static async open(
    registryUrl: string,
    { cert, key }: Certificate,
    user: { readonly username: string; readonly password: string },
  ): Promise<SecureGateway> {
    const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new SecureGateway(server, new URL(registryUrl), basic(user.username, user.password))
  }

  private constructor(server: Server, behind: URL, authorization: string) {
    this.#server = server
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}${behind.pathname}`
    server.on('request', (asked, response) => {
      if (asked.headers.authorization !== authorization) {
        this.refused += 1
        response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end('{"error_code":40101}')
        return
      }
      this.passed += 1
      const { authorization: _, ...headers } = asked.headers
      const passedOn = request(
        new URL(asked.url!, behind.origin),
        { method: asked.method, headers: { ...headers, host: behind.host } },
        (answer) => {
          response.writeHead(answer.statusCode!, answer.headers)
          answer.pipe(response)
        },
      )
      passedOn.on('error', () => response.destroy())
      asked.pipe(passedOn)
    })
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

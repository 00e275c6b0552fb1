import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A certificate with its key, as PEM files. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** A private authority that makes certificates for tests, by openssl. */
export class Authority {
  readonly #folder: string
  readonly #name: string
  /** PEM file of its own certificate. */
  readonly file: string

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.#name = name
    this.file = this.#path('pem')
    const subject = ['-subj', `/CN=${name}`, '-days', '2', '-addext', 'basicConstraints=critical,CA:TRUE']
    openssl(['req', '-x509', ...KEY, '-keyout', this.#path('key'), '-out', this.file, ...subject])
  }

  /** @param host of a server: an address, or a name. @param expired it ended yesterday */
  issue(name: string, { host, expired = false }: { host?: string; expired?: boolean } = {}): Certificate {
    const base = join(this.#folder, `${this.#name}-${name}${expired ? '-expired' : ''}`)
    const files = { cert: `${base}.pem`, key: `${base}.key` }
    openssl(['req', '-new', ...KEY, '-keyout', files.key, '-out', `${base}.csr`, '-subj', `/CN=${name}`])
    const kind = /^[\d.]+$/.test(host ?? '') ? 'IP' : 'DNS'
    writeFileSync(
      `${base}.ext`,
      host === undefined ? 'keyUsage=digitalSignature\n' : `subjectAltName=${kind}:${host}\n`,
    )
    const by = ['-CA', this.file, '-CAkey', this.#path('key'), '-CAcreateserial', '-extfile', `${base}.ext`]
    const days = expired ? '-1' : '2'
    openssl(['x509', '-req', '-in', `${base}.csr`, '-out', files.cert, '-days', days, ...by])
    return files
  }

  #path(ending: string): string {
    return join(this.#folder, `${this.#name}.${ending}`)
  }
}

/** Key and certificate in one file, as Kafka takes them. */
export function keyStore(file: string, { cert, key }: Certificate): string {
  writeFileSync(file, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'), { mode: 0o600 })
  return file
}

const KEY = ['-newkey', 'rsa:2048', '-nodes'] as const

function openssl(args: readonly string[]): void {
  execFileSync('openssl', [...args], { stdio: ['ignore', 'ignore', 'pipe'] })
}

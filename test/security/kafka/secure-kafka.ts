import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { kafkaJars } from '../../../infra/local/broker.ts'
import { findJava } from '../../../infra/local/java.ts'
import { choosePorts } from '../../../infra/local/ports.ts'
import { defaultCache, type LocalKafka, startLocalKafka } from '../../../infra/local/start-local-kafka.ts'
import { Authority, type Certificate, keyStore } from '../certificates.ts'

const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required'
/** Where certificates name people, this is how a broker is told to read them. */
const PRINCIPAL_OF_CERTIFICATE = 'RULE:^CN=([^,]+).*$/$1/,DEFAULT'

type Environment = Readonly<Record<string, string>>

/**
 * A real broker, with three doors more than the one on loopback that the launcher opens: passwords over TLS, certificates
 * of clients, and TLS with a certificate that has expired. It gives rights to nobody but the loopback door.
 */
export class SecureKafka {
  readonly folder: string
  readonly authority: Authority
  readonly stranger: Authority
  /** The registry has no door of its own; see registry.test.ts. */
  readonly registryUrl: string
  /** Without authentication: its user may do everything. For setting up only. */
  readonly open: Environment
  readonly #kafka: LocalKafka
  readonly #passwords: ReadonlyMap<string, string>
  readonly #doors: { readonly password: number; readonly certificate: number; readonly expired: number }

  /** @param users who get a password; of these `scram` also for SCRAM-SHA-512 */
  static async start(users: readonly string[], scram: readonly string[]): Promise<SecureKafka> {
    const folder = mkdtempSync(join(tmpdir(), 'pulse-secure-kafka-'))
    const authority = new Authority(folder, 'authority')
    const [plain, controller, password, certificate, expired] = (await choosePorts([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])) as [number, number, number, number, number]
    const host = '127.0.0.1'
    const keys = keyStore(join(folder, 'server.store.pem'), authority.issue('broker', { host }))
    const oldKeys = keyStore(
      join(folder, 'expired.store.pem'),
      authority.issue('broker', { host, expired: true }),
    )
    const passwords = new Map(users.map((user) => [user, randomBytes(12).toString('hex')]))
    const known = [...passwords].map(([user, secret]) => `user_${user}="${secret}"`).join(' ')
    const at = (name: string, port: number): string => `${name}://${host}:${port}`
    const doors = [
      at('BROKER', plain),
      at('SECRET', password),
      at('PAPERS', certificate),
      at('EXPIRED', expired),
    ]
    const kafka = await startLocalKafka({
      home: join(folder, 'infra'),
      ports: { broker: plain },
      brokerConfig: {
        'controller.quorum.voters': `1@${host}:${controller}`,
        listeners: [...doors, at('CONTROLLER', controller)].join(','),
        'advertised.listeners': doors.join(','),
        'listener.security.protocol.map':
          'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECRET:SASL_SSL,PAPERS:SSL,EXPIRED:SSL',
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': keys,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': authority.file,
        'listener.name.papers.ssl.client.auth': 'required',
        'ssl.principal.mapping.rules': PRINCIPAL_OF_CERTIFICATE,
        'listener.name.expired.ssl.keystore.location': oldKeys,
        'listener.name.expired.ssl.keystore.type': 'PEM',
        'listener.name.secret.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
        'listener.name.secret.plain.sasl.jaas.config': `${PLAIN} ${known};`,
        'listener.name.secret.scram-sha-512.sasl.jaas.config': SCRAM,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        'allow.everyone.if.no.acl.found': false,
      },
    })
    await addScramUsers(kafka.brokers, new Map([...passwords].filter(([user]) => scram.includes(user))))
    return new SecureKafka(folder, authority, kafka, passwords, { password, certificate, expired })
  }

  private constructor(
    folder: string,
    authority: Authority,
    kafka: LocalKafka,
    passwords: ReadonlyMap<string, string>,
    doors: { readonly password: number; readonly certificate: number; readonly expired: number },
  ) {
    this.folder = folder
    this.authority = authority
    this.stranger = new Authority(folder, 'stranger')
    this.registryUrl = kafka.registryUrl
    this.open = { KAFKA_BROKERS: kafka.brokers, SCHEMA_REGISTRY_URL: kafka.registryUrl }
    this.#kafka = kafka
    this.#passwords = passwords
    this.#doors = doors
  }

  passwordOf(user: string): string {
    return this.#passwords.get(user)!
  }

  /** What a service is given to sign in with a password. */
  withPassword(user: string, mechanism: 'plain' | 'scram-sha-512'): Environment {
    return {
      ...this.#tls(this.#doors.password),
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: this.passwordOf(user),
    }
  }

  /** What a service is given to sign in with a certificate. */
  withCertificate(user: string, certificate: Certificate = this.authority.issue(user)): Environment {
    return {
      ...this.#tls(this.#doors.certificate),
      KAFKA_SSL_CERT_FILE: certificate.cert,
      KAFKA_SSL_KEY_FILE: certificate.key,
    }
  }

  /** The door whose own certificate has expired. */
  get expired(): Environment {
    return this.#tls(this.#doors.expired)
  }

  async stop(): Promise<void> {
    await this.#kafka.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #tls(port: number): Environment {
    return {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      SCHEMA_REGISTRY_URL: this.registryUrl,
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA_FILE: this.authority.file,
    }
  }
}

/** Kafka's own tool: kafkajs cannot. */
async function addScramUsers(brokers: string, passwords: ReadonlyMap<string, string>): Promise<void> {
  const java = await findJava(process.env)
  const jars = await kafkaJars({ cache: defaultCache(), log: () => undefined, env: process.env })
  for (const [user, password] of passwords) {
    const change = ['--alter', '--entity-type', 'users', '--entity-name', user]
    const secret = ['--add-config', `SCRAM-SHA-512=[iterations=4096,password=${password}]`]
    await promisify(execFile)(java, [
      ...['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*'), 'kafka.admin.ConfigCommand'],
      ...['--bootstrap-server', brokers, ...change, ...secret],
    ])
  }
}

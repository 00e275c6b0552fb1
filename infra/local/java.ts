import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { InfraError } from './infra-error.ts'

/** Kafka 4.x brokers need Java 17 (Kafka 4.0 release notes); the registry is content with 11. */
const OLDEST_JAVA = 17

/**
 * Only the first compiler of the JVM: on two cores shared by broker, registry and services, the second
 * one took more time than its code gave back (figures in infra/README.md).
 */
export const QUICK_COMPILER = '-XX:TieredStopAtLevel=1'

/**
 * Path of a `java` that can run the broker: the one of `JAVA_HOME` when that is set, else the first on
 * `PATH`. Throws `javaMissing` or `javaTooOld`.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const java = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java'
  const major = majorVersion(await versionText(java, env))
  if (major < OLDEST_JAVA) {
    throw new InfraError(
      'javaTooOld',
      `${java} is Java ${major}, the Kafka broker needs ${OLDEST_JAVA} or newer. ` +
        'Install a newer JRE and point JAVA_HOME at it.',
    )
  }
  return java
}

function versionText(java: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(java, ['-version'], { env }, (cause, stdout, stderr) => {
      if (!cause) return resolve(stdout + stderr)
      reject(
        new InfraError(
          'javaMissing',
          `No Java found (tried ${java}). Install a Java ${OLDEST_JAVA} runtime ` +
            '(for instance openjdk-17-jre-headless) or set JAVA_HOME.',
          { cause },
        ),
      )
    })
  })
}

/** The major version in the text of `java -version`; `1.8.0_402` is 8. */
export function majorVersion(text: string): number {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? []
  return Number(first === '1' ? second : (first ?? 0))
}

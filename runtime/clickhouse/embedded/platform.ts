import { existsSync } from 'node:fs'

export interface Platform {
  readonly os: string
  readonly cpu: string
  readonly isMusl: boolean
}

const SUPPORTED = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'])

/** The machine that this process runs on. */
export function thisPlatform(): Platform {
  return { os: process.platform, cpu: process.arch, isMusl: isMuslLinux() }
}

/** Why the embedded engine cannot run on a platform, or undefined when it can. */
export function whyUnsupported(platform: Platform): string | undefined {
  const name = `${platform.os}-${platform.cpu}`
  if (!SUPPORTED.has(name)) return `there is no engine library for ${name}`
  if (platform.isMusl) return 'its library needs glibc, and this Linux has musl'
  return undefined
}

/** A Linux whose only dynamic loader is musl's. */
function isMuslLinux(): boolean {
  if (process.platform !== 'linux') return false
  const cpu = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const glibc = [`/lib64/ld-linux-x86-64.so.2`, `/lib/ld-linux-${cpu}.so.1`]
  return existsSync(`/lib/ld-musl-${cpu}.so.1`) && !glibc.some((loader) => existsSync(loader))
}

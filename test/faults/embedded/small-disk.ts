import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MIB = 2 ** 20

/** Why no small file system can be had here; undefined where one can. */
export function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' })
    execFileSync('umount', [folder])
    return undefined
  } catch (error) {
    return `mounting a small file system needs root and the right to mount: ${String(error).split('\n')[0]}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A folder moved to a file system of its own that has only so much room left, and can be given more. */
export class SmallDisk {
  readonly #folder: string

  /** Takes a folder with what is in it. */
  static under(folder: string, roomBytes: number): SmallDisk {
    const moved = `${folder}.moved`
    mkdirSync(folder, { recursive: true })
    cpSync(folder, moved, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1g', 'tmpfs', folder])
    cpSync(moved, folder, { recursive: true })
    rmSync(moved, { recursive: true, force: true })
    const disk = new SmallDisk(folder)
    disk.leave(roomBytes)
    return disk
  }

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Leaves so much room, whatever is there. */
  leave(roomBytes: number): void {
    const { blocks, bfree, bsize } = statfsSync(this.#folder)
    const size = (blocks - bfree) * bsize + roomBytes
    execFileSync('mount', ['-o', `remount,size=${Math.ceil(size / 1024)}k`, this.#folder])
  }

  get roomBytes(): number {
    const { bavail, bsize } = statfsSync(this.#folder)
    return bavail * bsize
  }

  /** Lets go of it with all that is in it, as soon as nobody uses it. */
  remove(): void {
    execFileSync('umount', ['--lazy', this.#folder])
  }
}

export const mebibytes = (count: number): number => count * MIB

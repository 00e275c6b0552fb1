import { describe } from '../../runtime/log/embedded/copy-log.ts'
import { differs, type Manifest } from './manifest.ts'

/** Compares every file of a backup with its manifest. @throws ConfigError naming the file that differs */
export async function checkFiles(
  folder: string,
  { files }: Manifest,
  onProgress: (doneBytes: number, totalBytes: number) => void,
): Promise<void> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const { path, sha256 } of files) {
    const found = await describe(folder, path).catch(() => undefined)
    if (found?.sha256 !== sha256) throw differs(folder, path)
    done += found.bytes
    onProgress(done, total)
  }
}

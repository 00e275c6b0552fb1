import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** One file of the page as it is served. */
export interface PageFile {
  readonly body: Uint8Array
  readonly type: string
  /** Strong validator: changes with the content. */
  readonly etag: string
}

const APP = fileURLToPath(new URL('app/', import.meta.url))

/**
 * The page by path (`/`, `/page.js`, `/page.css`, `/icon.svg`, and what page.js loads when it is needed), bundled in
 * memory in about half a second: there is no build step and nothing is written. Charts come from node_modules, never from another host.
 */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const { outputFiles } = await build({
    entryPoints: { page: `${APP}main.tsx` },
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    minify: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: {},
  })
  const files = new Map<string, PageFile>()
  for (const { path, contents } of outputFiles) {
    files.set(`/${path.split(/[\\/]/).at(-1)}`, file(contents, path.endsWith('.css') ? CSS : SCRIPT))
  }
  files.set('/', file(await readFile(`${APP}index.html`), 'text/html; charset=utf-8'))
  files.set('/icon.svg', file(await readFile(`${APP}icon.svg`), 'image/svg+xml'))
  return files
}

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

function file(body: Uint8Array, type: string): PageFile {
  return { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}
